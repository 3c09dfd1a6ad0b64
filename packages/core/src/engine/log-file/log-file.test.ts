import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { Log } from '../log.ts';
import { crc32 } from './crc32.ts';
import { decodeFrameHeader, encodeFrameHeader, frameHeaderLength } from './frame-header.ts';
import { decodeHeader, encodeHeader, LogHeader, schemaFingerprint } from './header.ts';
import {
  emptyLog,
  entriesOf,
  evenings,
  lampHeader,
  lampLog,
  lampSchema,
  scenario,
  type LampEvent,
} from './lamps.fixture.ts';
import { decodeLogFile } from './read.ts';
import { utf8Encode } from './utf8.ts';
import { verifyLogFile } from './verify.ts';
import { encodeLogFile, LogFileWriter } from './write.ts';

const refusal = (bytes: Uint8Array) => {
  const decoded = decodeLogFile(bytes, lampSchema);
  return E.isLeft(decoded) ? decoded.left : undefined;
};

describe('what a reader says', () => {
  test('EN-22: of nothing, and of something else, that it is not a log', () => {
    expect(refusal(new Uint8Array(0))?.message).toBe(
      'corrupt log: the file is empty, not a log (after position 0, at byte 0)',
    );
    expect(refusal(utf8Encode('apiVersion: orrery.dev/v1alpha1\n'))?.message).toContain(
      'not a log: the file does not begin as logs do',
    );
  });

  test('EN-22: of a header that is cut, that it is not a whole log', () => {
    const bytes = encodeLogFile(lampHeader(), emptyLog());
    for (const length of [1, 12, 40])
      expect(refusal(bytes.slice(0, length))).toMatchObject({
        kind: 'corrupt',
        byteOffset: length,
        message: expect.stringContaining('not a whole log'),
      });
  });

  test('EN-22: of a log that was never ended, that it is torn though every byte of it is good', () => {
    const log = lampLog(evenings(9));
    const decoded = decodeLogFile(new LogFileWriter(lampHeader(), log).frames(7), lampSchema);
    expect(decoded).toMatchObject({ _tag: 'Right', right: { torn: { bytesDropped: 0, keptEvents: 7 } } });
  });

  test('EN-22: of bytes after the end, that they do not belong there', () => {
    const log = lampLog(evenings(9));
    const bytes = Uint8Array.from([...encodeLogFile(lampHeader(), log), 0]);
    expect(refusal(bytes)).toMatchObject({ kind: 'corrupt', position: 9, byteOffset: bytes.length - 1 });
  });

  test('EN-26: of frames of two runs in one file, that the digest does not hold', () => {
    const writers = [evenings(8, 5), evenings(8, 4)].map((steps) => new LogFileWriter(lampHeader(), lampLog(steps)));
    const [mine, other] = writers.map((writer) => ({ first: writer.frames(5), rest: writer.end() }));
    const spliced = Uint8Array.from([...(mine?.first ?? []), ...(other?.rest ?? [])]);
    const error = { kind: 'digest', position: 5, byteOffset: mine?.first.length };
    expect(refusal(spliced)).toMatchObject(error);
    expect(verifyLogFile(spliced)).toMatchObject({ _tag: 'Left', left: error });
  });

  test('EN-26: of a header put before the events of another seed, that the digest does not hold', () => {
    const header = encodeHeader(lampHeader());
    const other = lampHeader({ seed: 8 });
    const bytes = encodeLogFile(other, lampLog(evenings(8), 8));
    const forged = Uint8Array.from([...header, ...bytes.slice(encodeHeader(other).length)]);
    expect(refusal(forged)).toMatchObject({ kind: 'digest', position: 0 });
  });

  test('EN-26: of an event changed under a fitting checksum, that the digest does not hold', () => {
    const bytes = encodeLogFile(
      lampHeader(),
      lampLog([{ afterUs: 1, actor: 0, cause: 0, what: { type: 'BulbChanged', lamp: 5, boughtAt: 0, kept: true } }]),
    );
    const decodedHeader = decodeHeader(bytes);
    const at = E.isRight(decodedHeader) ? decodedHeader.right.end : -1;
    const frame = decodeFrameHeader(bytes, at);
    if (typeof frame === 'string') throw new Error(frame);
    const [bodyAt, end] = [at + frameHeaderLength, at + frameHeaderLength + frame.bodyLength];
    // The last byte of the body is the flag, a constant column: zigzag 2 for "kept".
    expect(bytes[end - 1]).toBe(2);
    bytes[end - 1] = 0;
    bytes.set(encodeFrameHeader({ ...frame, bodyChecksum: crc32(bytes, bodyAt, end) }), at);
    expect(refusal(bytes)).toMatchObject({ kind: 'digest', position: 0, byteOffset: at });
    // Verification does not decode events, so it cannot see this: that is the price of its speed.
    expect(verifyLogFile(bytes)._tag).toBe('Right');
  });

  test('EN-27: of a log with other event types, or of another format, that it is of another version', () => {
    const log = new Log<LampEvent>({ ...lampSchema, DayBroke: {} }, 7, { scenario });
    const header = lampHeader({ schema: schemaFingerprint(log.schema), engineVersion: '9.9' });
    expect(refusal(encodeLogFile(header, log))).toMatchObject({
      kind: 'version',
      message: expect.stringContaining('engine version 9.9'),
    });
    // A header that our types do not allow.
    const later = encodeHeader({ ...lampHeader(), format: 2 as 1 });
    expect(refusal(later)).toMatchObject({ kind: 'version', message: expect.stringContaining('format 2') });
  });

  test('EN-27: the order of types and fields counts as much as their names', () => {
    const prints = [
      { A: { x: 'int', y: 'int' }, B: {} },
      { A: { y: 'int', x: 'int' }, B: {} },
      { B: {}, A: { x: 'int', y: 'int' } },
      { A: { x: 'int', y: 'flag' }, B: {} },
    ] as const;
    expect(new Set(prints.map(schemaFingerprint)).size).toBe(4);
  });
});

describe('the header', () => {
  test('EN-28: decode after encode is the identity', () => {
    for (const header of [
      lampHeader(),
      lampHeader({ scenario: null, actors: [], name: 'ü\ud800', seed: Number.MAX_SAFE_INTEGER, deviations: [] }),
    ])
      expect(decodeHeader(encodeHeader(header))).toMatchObject({ right: { header } });
  });

  test('EN-28: a header with a field of the wrong sort is refused by name', () => {
    const wrong = encodeHeader({ ...lampHeader(), seed: -1 });
    expect(refusal(wrong)?.message).toContain('seed');
    expect(E.isLeft(LogHeader.decode({ ...lampHeader(), scenario: undefined }))).toBe(true);
  });
});

describe('the writer', () => {
  test('EN-28: refuses a log that was not started with the seed and scenario of its header', () => {
    expect(() => encodeLogFile(lampHeader({ seed: 8 }), emptyLog())).toThrow(/seed and scenario/);
    expect(() => encodeLogFile(lampHeader({ scenario: null }), emptyLog())).toThrow(/seed and scenario/);
  });

  test('EN-28: refuses time that goes back, and to go on after its end', () => {
    const log = emptyLog();
    log.append({ type: 'NightFell' }, 5, 0, 0);
    log.append({ type: 'NightFell' }, 4, 0, 0);
    expect(() => encodeLogFile(lampHeader(), log)).toThrow(/position 2 is dated 4/);
    const writer = new LogFileWriter(lampHeader(), emptyLog());
    writer.end();
    expect(() => writer.frames()).toThrow(/ended/);
  });

  test('EN-21: an entry that no event uses yet waits for the frame that needs it, or for the end', () => {
    const log = emptyLog();
    log.append({ type: 'LampLit', lamp: 1, room: 'hall' }, 1, 0, 0);
    log.dictionary.text('attic');
    const writer = new LogFileWriter(lampHeader(), log);
    const torn = decodeLogFile(writer.frames(1), lampSchema);
    expect(E.isRight(torn) && entriesOf(torn.right.log)).toEqual([{ text: '' }, { text: 'hall' }]);
  });

  test('EN-29: many events with growing ids and names take well below 24 bytes each', () => {
    const log = emptyLog();
    for (let i = 0; i < 20_000; i++)
      log.append(
        { type: 'LampLit', lamp: i, room: `wing-${String(i >> 3).padStart(9, '0')}` },
        i * 37,
        i & 1,
        i === 0 ? 0 : i - (i % 5),
      );
    const bytes = encodeLogFile(lampHeader(), log);
    expect(bytes.length / log.length).toBeLessThan(9);
  });
});

test('EN-30: what an event says counts in the digest, not which ids its texts got', () => {
  const [plain, busy] = [emptyLog(), emptyLog()];
  for (let i = 0; i < 9; i++) busy.dictionary.body({ refused: i });
  for (const log of [plain, busy]) log.append({ type: 'LampLit', lamp: 1, room: 'hall' }, 1, 0, 0);
  expect(busy.digest()).toBe(plain.digest());
});
