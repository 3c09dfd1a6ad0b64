// CRC-32 (the reflected polynomial of IEEE 802.3), eight bytes a step: one table a byte of distance from the end of the step.
// Typed arrays are read as `as number`: table indices are bytes, and `at` stays below `to`.

const polynomial = 0xedb88320;

const tables = ((): readonly Int32Array[] => {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
    first[byte] = crc;
  }
  const all = [first];
  for (let distance = 1; distance < 8; distance++) {
    const nearer = all[distance - 1] as Int32Array;
    all.push(nearer.map((crc) => (crc >>> 8) ^ (first[crc & 255] as number)));
  }
  return all;
})();
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** CRC-32 of the bytes from..to (exclusive), as an unsigned 32-bit number. */
export const crc32 = (bytes: Uint8Array, from: number, to: number): number => {
  let crc = -1;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    crc =
      (t7[crc & 255] as number) ^
      (t6[(crc >>> 8) & 255] as number) ^
      (t5[(crc >>> 16) & 255] as number) ^
      (t4[crc >>> 24] as number) ^
      (t3[bytes[at + 4] as number] as number) ^
      (t2[bytes[at + 5] as number] as number) ^
      (t1[bytes[at + 6] as number] as number) ^
      (t0[bytes[at + 7] as number] as number);
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[at] as number)) & 255] as number);
  return ~crc >>> 0;
};
