import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { crc32 } from './crc32.ts';
import { decodeFrameHeader, encodeFrameHeader, frameHeaderLength, type FrameHeader } from './frame-header.ts';
import { decodeHeader } from './header.ts';
import {
  emptyLog,
  entriesOf,
  evenings,
  eventsOf,
  lampHeader,
  lampLog,
  lampSchema,
  lampSteps,
  record,
} from './lamps.fixture.ts';
import { decodeLogFile } from './read.ts';
import { verifyLogFile } from './verify.ts';
import { encodeLogFile, LogFileWriter } from './write.ts';

const seeded = { seed: 20_260_101 };

interface Edit {
  readonly at: number;
  readonly byte: number;
}

const joined = (pieces: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)));

/** The log in the bytes, which must be readable. */
const read = (bytes: Uint8Array) => {
  const decoded = decodeLogFile(bytes, lampSchema);
  if (E.isLeft(decoded)) throw new Error(decoded.left.message);
  return decoded.right;
};

const smallLog = () => {
  const log = lampLog(evenings(12));
  const writer = new LogFileWriter(lampHeader(), log);
  const bytes = joined([writer.frames(5), writer.frames(6), writer.frames(11), writer.end()]);
  return { log, bytes, headerEnd: headerEndOf(bytes) };
};

const headerEndOf = (bytes: Uint8Array): number => {
  const decoded = decodeHeader(bytes);
  return E.isRight(decoded) ? decoded.right.end : -1;
};

/** Where the frames of a whole file begin, and what their headers say. */
const framesOf = (bytes: Uint8Array): readonly { readonly at: number; readonly frame: FrameHeader }[] => {
  const frames: { at: number; frame: FrameHeader }[] = [];
  for (let at = headerEndOf(bytes); at < bytes.length;) {
    const frame = decodeFrameHeader(bytes, at);
    if (typeof frame === 'string') throw new Error(frame);
    frames.push({ at, frame });
    at += frameHeaderLength + frame.bodyLength;
  }
  return frames;
};

describe('whole logs', () => {
  test('EN-20: what is read is what was written: events, dictionary, header and digest', () => {
    fc.assert(
      fc.property(lampSteps, (steps) => {
        const log = lampLog(steps);
        const decoded = read(encodeLogFile(lampHeader(), log));
        expect(decoded.torn).toBeUndefined();
        expect(decoded.header).toEqual(lampHeader());
        expect(eventsOf(decoded.log)).toEqual(eventsOf(log));
        expect(entriesOf(decoded.log)).toEqual(entriesOf(log));
        expect(decoded.log.digest()).toBe(log.digest());
      }),
      { ...seeded, numRuns: 300 },
    );
  });

  test('EN-20: a log that was read goes on as the one that was written would have', () => {
    fc.assert(
      fc.property(lampSteps, lampSteps, (before, after) => {
        const log = lampLog(before);
        const decoded = read(encodeLogFile(lampHeader(), log)).log;
        record(log, after);
        record(decoded, after);
        expect(decoded.digest()).toBe(log.digest());
        expect(encodeLogFile(lampHeader(), decoded)).toEqual(encodeLogFile(lampHeader(), log));
      }),
      { ...seeded, numRuns: 100 },
    );
  });

  test('EN-21: written in pieces, a log reads the same as written at once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(lampSteps, fc.nat({ max: 50 })), { maxLength: 4 }), (parts) => {
        const log = emptyLog();
        const writer = new LogFileWriter(lampHeader(), log);
        const pieces = parts.map(([steps, back]) => writer.frames(record(log, steps).length - back));
        const decoded = read(joined([...pieces, writer.end()]));
        expect(decoded.torn).toBeUndefined();
        expect(eventsOf(decoded.log)).toEqual(eventsOf(log));
        expect(entriesOf(decoded.log)).toEqual(entriesOf(log));
        expect(decoded.log.digest()).toBe(log.digest());
      }),
      { ...seeded, numRuns: 150 },
    );
  });

  test('EN-21: full frames taken as they fill are byte for byte the log written at the end', () => {
    const log = emptyLog();
    const writer = new LogFileWriter(lampHeader(), log);
    const pieces: Uint8Array[] = [];
    for (const steps of [3000, 1096, 1, 9000, 4000])
      pieces.push((record(log, evenings(steps, steps)), writer.frames()));
    expect(pieces.map(({ length }) => length > 0)).toEqual([true, true, false, true, true]);
    const whole = encodeLogFile(lampHeader(), log);
    expect(Buffer.concat([...pieces, writer.end()]).equals(whole)).toBe(true);
    const decoded = read(whole).log;
    expect(decoded.digest()).toBe(log.digest());
    expect(entriesOf(decoded)).toEqual(entriesOf(log));
  });
});

describe('damaged logs', () => {
  test('EN-22: cut at any byte, a log is torn and keeps its whole frames, or is no log when its header is cut', () => {
    const { log, bytes, headerEnd } = smallLog();
    const kept = new Set<number>();
    for (let length = 0; length < bytes.length; length++) {
      const cut = decodeLogFile(bytes.slice(0, length), lampSchema);
      const verified = verifyLogFile(bytes.slice(0, length));
      if (length < headerEnd) {
        expect(cut).toMatchObject({ _tag: 'Left', left: { kind: 'corrupt', position: 0 } });
        expect(verified).toEqual(cut);
        continue;
      }
      if (E.isLeft(cut) || E.isLeft(verified)) throw new Error(`cut at ${length}: refused`);
      const { log: read, torn } = cut.right;
      expect(eventsOf(read)).toEqual(eventsOf(log).slice(0, read.length));
      expect(torn?.keptEvents).toBe(read.length);
      expect(verified.right).toMatchObject({ torn, events: read.length, digest: read.digest() });
      kept.add(read.length);
    }
    expect([...kept]).toEqual([0, 5, 6, 11, 12]);
  });

  test('EN-23: with any one bit flipped, a log is refused', () => {
    const { bytes } = smallLog();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const decoded = decodeLogFile(flipped, lampSchema);
      expect(decoded).toMatchObject({ _tag: 'Left', left: { kind: 'corrupt' } });
      expect(verifyLogFile(flipped)).toEqual(decoded);
    }
  });

  test('EN-23: cut and spoilt at random, a log gives its first events or is refused', () => {
    const { log, bytes } = smallLog();
    const spoil = fc.array(fc.record({ at: fc.nat({ max: bytes.length - 1 }), byte: fc.nat({ max: 255 }) }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(spoil, fc.nat({ max: bytes.length }), fc.uint8Array({ maxLength: 60 }), (spoilt, length, tail) => {
        const damaged = bytes.slice();
        for (const { at, byte } of spoilt) damaged[at] = byte;
        const decoded = decodeLogFile(joined([damaged.slice(0, length), tail]), lampSchema);
        if (E.isLeft(decoded)) return;
        const { log: read, torn } = decoded.right;
        expect(eventsOf(read)).toEqual(eventsOf(log).slice(0, read.length));
        expect(torn !== undefined || read.length === log.length).toBe(true);
      }),
      { ...seeded, numRuns: 2000 },
    );
  });

  test('EN-23: bytes that are no log are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(decodeLogFile(bytes, lampSchema)).toMatchObject({ _tag: 'Left', left: { kind: 'corrupt' } });
      }),
      { ...seeded, numRuns: 500 },
    );
  });

  /** A log whose frame number `which` has another body and other claims, under checksums that fit. */
  const forge = (
    bytes: Uint8Array,
    which: number,
    edits: readonly Edit[],
    claims: Partial<FrameHeader>,
  ): Uint8Array => {
    const { at, frame } = framesOf(bytes)[which] ?? { at: 0, frame: undefined };
    if (frame === undefined) throw new Error(`the log has no frame number ${which}`);
    const bodyAt = at + frameHeaderLength;
    const forged = bytes.slice();
    for (const edit of edits) if (frame.bodyLength > 0) forged[bodyAt + (edit.at % frame.bodyLength)] = edit.byte;
    const bodyChecksum = crc32(forged, bodyAt, bodyAt + frame.bodyLength);
    forged.set(encodeFrameHeader({ ...frame, ...claims, bodyChecksum }), at);
    return forged;
  };

  const expectRefusedOrSame = (forged: Uint8Array, events: readonly unknown[]): void => {
    const decoded = decodeLogFile(forged, lampSchema);
    if (E.isLeft(decoded)) expect(['corrupt', 'digest']).toContain(decoded.left.kind);
    else expect(eventsOf(decoded.right.log)).toEqual(events);
  };

  test('EN-24: bodies forged under fitting checksums never throw, and never pass as other events', () => {
    const { log, bytes } = smallLog();
    const events = eventsOf(log);
    const claims = fc.record({ events: fc.nat({ max: 4096 }), entries: fc.nat({ max: 40 }) }, { requiredKeys: [] });
    const forgery = fc.record({
      which: fc.nat({ max: framesOf(bytes).length - 1 }),
      edits: fc.array(fc.record({ at: fc.nat({ max: 200 }), byte: fc.nat({ max: 255 }) }), { maxLength: 4 }),
      claims: fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: claims }),
    });
    fc.assert(
      fc.property(forgery, ({ which, edits, claims }) =>
        expectRefusedOrSame(forge(bytes, which, edits, claims), events),
      ),
      { ...seeded, numRuns: 2000 },
    );
  });

  test('EN-24: nor do they with any one byte of a body forged', () => {
    const log = lampLog(evenings(10));
    const events = eventsOf(log);
    const bytes = encodeLogFile(lampHeader(), log);
    const length = framesOf(bytes)[0]?.frame.bodyLength ?? 0;
    for (let at = 0; at < length; at++)
      for (let byte = 0; byte < 256; byte += byte < 40 ? 1 : 9)
        expectRefusedOrSame(forge(bytes, 0, [{ at, byte }], {}), events);
  });
});
