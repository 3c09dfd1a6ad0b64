import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { Json } from '@orrery/core/engine';
import { parseYaml, readYaml } from './yaml.ts';
import { formatYaml } from './yaml-writer.ts';

const read = (text: string): readonly Json[] => {
  const parsed = parseYaml(text);
  if (E.isLeft(parsed)) throw new Error(parsed.left.message);
  return parsed.right;
};

describe('KC-200: scalars are read as kubectl reads them', () => {
  test.each<[string, Json]>([
    ['0644', 420],
    ['0o644', 420],
    ['-0x1F', -31],
    ['0b11', 3],
    ['08', 8],
    ['on', true],
    ['yes', true],
    ['off', false],
    ['n', false],
    ['yEs', 'yEs'],
    ['1:30', '1:30'],
    ['2020-01-01', '2020-01-01'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['1_000', 1000],
    ['+12', 12],
    ['.5', 0.5],
    ['5.', 5],
    ['._5', '._5'],
    ['1e3', 1000],
    ['1e400', '1e400'],
    ['99999999999999999999', 1e20],
    ['1.2.3', '1.2.3'],
    ['100m', '100m'],
    ['"yes"', 'yes'],
    ["'0644'", '0644'],
    ['~', null],
    ['', null],
    ['Null', null],
    ['!!str 1', '1'],
    ['!!int "3"', 3],
    ['!!float 1', 1],
    ['!foo x', 'x'],
    ['|\n  a\n  b\n', 'a\nb\n'],
    ['>\n  a\n  b\n', 'a b\n'],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}`)).toEqual([{ a: value }]);
  });

  test('keys are texts, whatever they look like', () => {
    expect(read('y: 1\n1: 2\n1.5: 3\n"0644": 4\n')).toEqual([{ true: 1, 1: 2, 1.5: 3, '0644': 4 }]);
  });

  test('anchors and merged maps', () => {
    expect(read('a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne: *x\n')).toEqual([
      { a: { b: 1, c: 2 }, d: { b: 1, c: 3 }, e: { b: 1, c: 2 } },
    ]);
    expect(read('a: &x [1]\nb: {<<: [{c: 1}, {c: 2, d: 3}]}\n')).toEqual([{ a: [1], b: { c: 1, d: 3 } }]);
  });
});

describe('KC-201: documents', () => {
  test.each<[string, readonly Json[]]>([
    ['', []],
    ['# nothing\n', []],
    ['---\na: 1\n---\n---\n{"b": [1, 2]}\n', [{ a: 1 }, { b: [1, 2] }]],
    ['a: 1\n--- # next\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['{"a": 1}', [{ a: 1 }]],
    ['{\n\t"a": 1e3,\n\t"b": "yes"\n}\n', [{ a: 1000, b: 'yes' }]],
    ['{"a": 1}{"b": "}"}\n\n{"c": {"d": [{}]}}', [{ a: 1 }, { b: '}' }, { c: { d: [{}] } }]],
    ['{a: 1, b: yes}', [{ a: 1, b: true }]],
    ['a: 1\r\nb:\r\n- c\r\n', [{ a: 1, b: ['c'] }]],
  ])('%j', (text, values) => {
    expect(read(text)).toEqual(values);
  });

  test.each<[string, number, number]>([
    ['a: 1\nb: [2\n', 3, 1],
    ['a: 1\na: 2\n', 2, 1],
    ['a: b: c\n', 1, 4],
    ['a: "b\n', 2, 1],
    ['a:\n  b: .inf\n', 2, 6],
    ['a: *none\n', 1, 4],
    ['a: !!int x\n', 1, 10],
    ['? [a]\n: 1\n', 1, 3],
    ['a: &x [*x]\n', 1, 7],
    ['x: 1\n---\n<<: 3\n', 3, 5],
  ])('an error says where it is: %j', (text, line, column) => {
    expect(parseYaml(text)).toMatchObject({
      left: { line, column, message: expect.stringMatching(/^yaml: line \d+: ./) },
    });
  });

  test('aliases of aliases do not fill the memory', () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => `*a${i}`).join(',')}]`,
    );
    expect(parseYaml(`a0: &a0 x\n${rows.join('\n')}\n`)).toMatchObject({
      left: { message: expect.stringContaining('excessive aliasing') },
    });
  });

  test('the place of every value and key is known', () => {
    const documents = readYaml('a: 1\n---\nspec:\n  ports:\n  - port: 80\n    name: web\n');
    if (E.isLeft(documents)) throw new Error(documents.left.message);
    const [first, second] = documents.right;
    expect(first?.locate(['a'])).toEqual({ line: 1, column: 4 });
    expect(second?.locate(['spec', 'ports', 0, 'name'])).toEqual({ line: 6, column: 11 });
    expect(second?.locate(['spec', 'ports', 0, 'name'], 'key')).toEqual({ line: 6, column: 5 });
    expect(second?.locate(['spec', 'ports', 7, 'name'])).toEqual({ line: 5, column: 3 });
    expect(second?.locate(['spec', 'ports', '0'])).toEqual({ line: 5, column: 5 });
    const json = readYaml('{"a": 1}\n{"b": {\n "c": 2}}');
    if (E.isLeft(json)) throw new Error(json.left.message);
    expect(json.right[1]?.locate(['b', 'c'])).toEqual({ line: 3, column: 7 });
  });
});

describe('KC-202: values are written as kubectl writes them', () => {
  test.each<[Json, string]>([
    [{ b: 1, a: [] }, 'a: []\nb: 1\n'],
    [{ items: ['a', 'yes', '10', ''], note: 'a\nb\n' }, 'items:\n- a\n- "yes"\n- "10"\n- ""\nnote: |\n  a\n  b\n'],
    [{ a: [{ b: 1, c: [2] }, [3, [4]], {}] }, 'a:\n- b: 1\n  c:\n  - 2\n- - 3\n  - - 4\n- {}\n'],
    [{ a10: 1, a2: 2, B: 3, '1': 4, b: 5, 'a/b': 6 }, '"1": 4\nB: 3\na/b: 6\na2: 2\na10: 1\nb: 5\n'],
    [{ a: null, b: true, c: {} }, 'a: null\nb: true\nc: {}\n'],
    [
      { a: "it's", b: '- a', c: 'a: b', d: 'a:b', e: '#a', f: ' a', g: '{' },
      "a: it's\nb: '- a'\nc: 'a: b'\nd: a:b\ne: '#a'\nf: ' a'\ng: '{'\n",
    ],
    [
      { a: '2020-01-01', b: '1:30', c: '~', d: '1e3', e: '<<' },
      'a: "2020-01-01"\nb: "1:30"\nc: "~"\nd: "1e3"\ne: "<<"\n',
    ],
    [{ a: 'x\n', b: 'x\ny', c: 'x\n\n', d: ' x\ny' }, 'a: |\n  x\nb: |-\n  x\n  y\nc: |+\n  x\n\nd: |2-\n   x\n  y\n'],
    [{ a: 'x \ny', b: 'tab\t', c: '\u0001\u{1F600}' }, 'a: "x \\ny"\nb: "tab\\t"\nc: "\\x01\\U0001F600"\n'],
    [
      { a: 1_000_000, b: 1.5, c: 1e-7, d: 1e21, e: 1_234_567.5, f: 0.0001 },
      'a: 1000000\nb: 1.5\nc: 1e-07\nd: 1e+21\ne: 1.2345675e+06\nf: 0.0001\n',
    ],
    [{ long: `${'a'.repeat(60)} ${'b'.repeat(60)}` }, `long: ${'a'.repeat(60)} ${'b'.repeat(60)}\n`],
    ['text', 'text\n'],
    [[], '[]\n'],
    [[1], '- 1\n'],
  ])('%j', (value, text) => {
    expect(formatYaml(value)).toBe(text);
  });
});
