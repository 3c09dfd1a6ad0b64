declare module 'seedrandom/lib/alea.js' {
  interface Generator {
    (): number;
    int32(): number;
  }
  /** A CommonJS module whose whole export is this function. */
  const alea: (seed: string) => Generator;
  export default alea;
}
