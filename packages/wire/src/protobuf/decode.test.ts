import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import type { Schema } from '@orrery/core/api';
import { bodies, bytesOf } from './bodies.fixture.ts';
import { decodeProtobuf } from './decode.ts';
import { layoutOf, type Layout } from './layout.ts';
import { numbers } from './numbers/index.ts';
import { allRegistered } from './registry.ts';

const text = (content: string): number[] => [...new TextEncoder().encode(content)];

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A member that has a length before it. */
const member = (number: number, content: readonly number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(content.length),
  ...content,
];

const prefix = text('k8s\0');

/** A body of this kind with a message made by hand. */
const bodyOf = (apiVersion: string, kind: string, raw: readonly number[], ...after: readonly number[]): Uint8Array =>
  new Uint8Array([
    ...prefix,
    ...member(1, [...member(1, text(apiVersion)), ...member(2, text(kind))]),
    ...member(2, raw),
    ...after,
  ]);

const decoded = (bytes: Uint8Array): JsonObject | string => E.toUnion(decodeProtobuf(bytes));

describe('WI-10: bodies that client-go wrote', () => {
  test.each(bodies.map((body) => [JSON.parse(body.json) as JsonObject, body] as const))(
    'WI-10: are the objects that Go would have written as JSON: $kind',
    (object, { base64 }) => {
      expect(decoded(bytesOf(base64))).toEqual(object);
    },
  );

  test('WI-10: a key called __proto__ is a key like any other', () => {
    const labels = (decoded(bytesOf(bodies[0]?.base64 ?? '')) as { metadata: { labels: object } }).metadata.labels; // a Namespace
    expect(Object.keys(labels)).toEqual(['', '__proto__', 'team']);
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
  });
});

describe('WI-11: what protobuf allows', () => {
  test('WI-11: members that nobody knows are left out, whatever their form', () => {
    const raw = [
      ...member(999, text('?')),
      0x81,
      0x3f,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      0x85,
      0x3f,
      1,
      2,
      3,
      4,
      0x80,
      0x3f,
      0x80,
      1,
    ];
    expect(decoded(bodyOf('v1', 'Namespace', [...raw, ...member(1, member(1, text('a')))]))).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'a' },
    });
  });

  test('WI-11: a message that comes in pieces is one, and of a scalar the last counts', () => {
    const raw = [
      ...member(1, [...member(1, text('a')), ...member(14, text('one'))]),
      ...member(1, [...member(1, text('b')), ...member(14, text('two'))]),
    ];
    expect(decoded(bodyOf('v1', 'Namespace', raw))).toMatchObject({
      metadata: { name: 'b', finalizers: ['one', 'two'] },
    });
  });

  test('WI-11: numbers may come packed', () => {
    const spec = member(14, member(4, [...varint(7), ...varint(300)]));
    expect(decoded(bodyOf('v1', 'Pod', member(2, spec)))).toMatchObject({
      spec: { securityContext: { supplementalGroups: [7, 300] } },
    });
  });

  test('WI-11: an entry of a map without a value has the zero value', () => {
    expect(decoded(bodyOf('v1', 'ConfigMap', member(2, member(1, text('k')))))).toMatchObject({ data: { k: '' } });
  });
});

describe('WI-12: what is no body is refused', () => {
  test.each<[string, Uint8Array]>([
    ['empty data', new Uint8Array(0)],
    ['empty body', new Uint8Array(prefix)],
    [
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
      new Uint8Array(text('{}')),
    ],
    ['no kind "Widget" is registered for version "v1"', bodyOf('v1', 'Widget', [])],
    ['no kind "Pod" is registered for version "v2"', bodyOf('v2', 'Pod', [])],
    ['no kind "" is registered for version ""', new Uint8Array([...prefix, ...member(2, [])])],
    ['unexpected EOF', bodyOf('v1', 'Pod', [0x0a, 0x05, 0x01])],
    ['unexpected EOF', bodyOf('v1', 'Pod', [0x0a])],
    ['unexpected EOF', bodyOf('v1', 'Pod', [0xff])],
    ['unexpected EOF', bodyOf('v1', 'Pod', [0x79, 1, 2, 3])],
    ['unexpected EOF', bodyOf('v1', 'Pod', [0x0a, ...varint(2 ** 40), 1])],
    ['proto: integer overflow', bodyOf('v1', 'Pod', [0x0a, ...Array.from({ length: 11 }, () => 0xff)])],
    [
      'proto: negative length found during unmarshaling',
      bodyOf('v1', 'Pod', [0x0a, ...Array.from({ length: 9 }, () => 0xff), 1]),
    ],
    ['proto: illegal tag 0 (wire type 2)', bodyOf('v1', 'Pod', [0x02, 0])],
    ['proto: illegal wireType 3', bodyOf('v1', 'Pod', [0xfb, 0x01])],
    ['proto: illegal wireType 7', bodyOf('v1', 'Pod', [0xff, 0x01])],
    ['proto: wrong wireType = 0 for field Metadata', bodyOf('v1', 'Pod', [0x08, 1])],
    ['proto: wrong wireType = 2 for field Replicas', bodyOf('apps/v1', 'StatefulSet', member(2, member(1, [])))],
    [
      'a member of any shape holds what is no JSON',
      bodyOf('apps/v1', 'ControllerRevision', member(2, member(1, text('{')))),
    ],
    [
      'Time.MarshalJSON: year outside of range [0,9999]',
      bodyOf('v1', 'Pod', member(1, member(9, [0x08, ...varint(2 ** 50)]))),
    ],
  ])('WI-12: %s', (message, bytes) => {
    expect(decodeProtobuf(bytes)).toEqual(E.left(message));
  });

  test('WI-12: a body that is encoded again within', () => {
    const bytes = bodyOf('v1', 'Pod', [], ...member(3, text('gzip')), ...member(4, text('application/json')));
    expect(decodeProtobuf(bytes)).toEqual(E.left('the body holds application/json gzip, which cannot be read'));
  });
});

describe('WI-13: schema and numbers say the same', () => {
  /** Every struct that can be met, with the layout that it has there. */
  const layouts = new Map<string, { readonly fields: readonly string[]; readonly layout: Layout }>();
  const visit = (schema: Schema, from: Layout['package']): void => {
    if (schema.type === 'list' || schema.type === 'map') visit(schema.of, from);
    if (schema.type !== 'struct') return;
    const layout = layoutOf(schema, from);
    const name = `${layout.package} ${schema.name}`;
    if (layouts.has(name)) return;
    layouts.set(name, { fields: Object.keys(schema.fields), layout });
    for (const field of Object.values(schema.fields)) visit(field, layout.package);
  };
  for (const { schema, package: from } of allRegistered) visit(schema, from);

  const fieldsOf = (layout: Layout): readonly string[] =>
    [...layout.members.values()].flatMap((one) => (one.type === 'inline' ? fieldsOf(one.layout) : [one.name]));

  test('WI-13: every field of every struct has one number', () => {
    expect(layouts.size).toBeGreaterThan(200);
    for (const [name, { fields, layout }] of layouts) {
      // Which kind it is stands in the envelope.
      const onTheWire = fields.filter(
        (field) => !['apiVersion', 'kind'].includes(field) || fieldsOf(layout).includes(field),
      );
      expect([name, ...[...fieldsOf(layout)].sort()]).toEqual([name, ...[...onTheWire].sort()]);
    }
  });

  test('WI-13: and every number a field', () => {
    const inlined = new Set(
      Object.values(numbers).flatMap((lines) =>
        Object.values(lines).flatMap((line) => [...line.matchAll(/\.\.\.(\w+)/g)].map((match) => match[1])),
      ),
    );
    for (const [of, lines] of Object.entries(numbers))
      for (const [struct, line] of Object.entries(lines)) {
        const met = layouts.get(`${of} ${struct}`);
        if (met === undefined) expect(inlined).toContain(struct);
        else expect([struct, met.layout.members.size]).toEqual([struct, line.split(' ').length]);
      }
  });
});
