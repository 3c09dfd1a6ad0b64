/** Where the command writes: data to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours, when `out` is a terminal and NO_COLOR is not set. */
  readonly colour: boolean;
  /** Replaces the line that says how far something is; only where somebody sees it. An empty text takes it away. */
  readonly progress?: ((text: string) => void) | undefined;
}

export const processTerminal = (): Terminal => ({
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colour: process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
  progress: process.stderr.isTTY === true ? (text) => void process.stderr.write(`\r\u001B[K${text}`) : undefined,
});

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

export type Paint = (style: keyof typeof codes, text: string) => string;

export const painter =
  ({ colour }: Pick<Terminal, 'colour'>): Paint =>
  (style, text) =>
    colour && text !== '' ? `\u001B[${codes[style]}m${text}\u001B[0m` : text;
