import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TableWriter } from './table-writer.ts';

describe('KC-221: columns are padded by three blanks, at least six wide, the last not at all, and only grow', () => {
  test.each<[readonly (readonly string[])[], readonly string[]]>([
    [
      [
        ['NAME', 'AGE'],
        ['web-0', '1s'],
      ],
      ['NAME    AGE', 'web-0   1s'],
    ],
    [[['a', 'b']], ['a     b']],
    [[['abc', 'b']], ['abc   b']],
    [[['abcd', 'b']], ['abcd   b']],
    [[['', '', 'x']], ['            x']],
    [[['only']], ['only']],
    [[[]], ['']],
    [[], []],
    [
      [
        ['é', 'x'],
        ['\u{1F600}\u{1F600}\u{1F600}\u{1F600}', 'y'],
      ],
      ['é      x', '\u{1F600}\u{1F600}\u{1F600}\u{1F600}   y'],
    ],
    [[['a\nb', 'c\r\nd']], ['a...   c...']],
  ])('%j', (rows, lines) => {
    expect(new TableWriter().write(rows)).toEqual(lines);
  });

  test('rows of a watch keep the widths', () => {
    const writer = new TableWriter();
    expect(
      writer.write([
        ['NAME', 'AGE'],
        ['web-0', '1s'],
      ]),
    ).toEqual(['NAME    AGE', 'web-0   1s']);
    expect(
      writer.write([
        ['x', '2s'],
        ['a-long-name', '3s'],
      ]),
    ).toEqual(['x             2s', 'a-long-name   3s']);
    expect(writer.write([['x', '4s']])).toEqual(['x             4s']);
  });

  const cell = fc.string({ unit: fc.constantFrom('a', 'b', '-', '0'), minLength: 1, maxLength: 9 });
  const row = fc.tuple(cell, cell, cell);

  test('the cells of a column begin at one place, and can be read back', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const lines = new TableWriter().write(rows);
        expect(lines.map((line) => line.split(/ {3,}/))).toEqual(rows);
        const starts = lines.map((line, i) => line.length - (rows[i]?.[2].length ?? 0));
        expect(new Set(starts).size).toBe(1);
      }),
      { seed: 1 },
    );
  });

  test('a watch that shows everything at once shows it as one table, and no column ever moves left', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const writer = new TableWriter();
        const starts = rows.map((one) => (writer.write([one])[0] ?? '').length - one[2].length);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        expect(new TableWriter().write(rows)).toEqual(writer.write(rows));
      }),
      { seed: 1 },
    );
  });
});
