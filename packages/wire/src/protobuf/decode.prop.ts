import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { bodies, bytesOf } from './bodies.fixture.ts';
import { decodeProtobuf } from './decode.ts';

const whole = bodies.map(({ base64 }) => bytesOf(base64));

test('WI-14: a body that stops within a member is refused; where it stops between two, the rest is missing', () => {
  for (const bytes of whole) {
    const object = E.toUnion(decodeProtobuf(bytes)) as JsonObject; // each of them can be read
    const read = Array.from(bytes, (_, length) => decodeProtobuf(bytes.subarray(0, length))).filter(E.isRight);
    // Behind the kind, behind the message, and before the last of the two empty texts that follow.
    expect(read.map(({ right }) => right)).toEqual([
      { apiVersion: object['apiVersion'], kind: object['kind'] },
      object,
      object,
    ]);
  }
});

test('WI-14: bytes that were changed are refused or read, and reading never throws', () => {
  const change = fc.record({ at: fc.nat(5000), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.constantFrom(...whole), fc.array(change, { minLength: 1, maxLength: 6 }), (bytes, changes) => {
      const changed = bytes.slice();
      for (const { at, to } of changes) changed[4 + (at % (bytes.length - 4))] = to;
      const decoded = E.toUnion(decodeProtobuf(changed));
      expect(JSON.parse(JSON.stringify(decoded))).toEqual(decoded);
    }),
    { seed: 42, numRuns: 3000 },
  );
});

test('WI-14: any bytes behind the prefix are refused or read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const decoded = decodeProtobuf(new Uint8Array([0x6b, 0x38, 0x73, 0, ...bytes]));
      expect(typeof E.toUnion(decoded)).toMatch(/string|object/);
    }),
    { seed: 42, numRuns: 2000 },
  );
});
