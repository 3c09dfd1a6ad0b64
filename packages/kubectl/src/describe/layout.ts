/** Spaces after the longest cell of a column. */
const padding = 2;

/**
 * Lines of cells with a tab between them, as describe aligns them: a column is a run of adjoining lines that have that cell and
 * one after it; it is as wide as its longest cell and two spaces. What follows the last tab of a line is in no column.
 */
export const aligned = (lines: readonly string[]): readonly string[] => {
  const cells = lines.map((line) => line.split('\t'));
  const widths = cells.map((): number[] => []);
  const columns = Math.max(0, ...cells.map((line) => line.length - 1));
  for (let column = 0; column < columns; column++)
    for (let from = 0; from < cells.length;) {
      let to = from;
      let width = 0;
      for (; to < cells.length && column < (cells[to]?.length ?? 0) - 1; to++)
        width = Math.max(width, cells[to]?.[column]?.length ?? 0);
      for (let line = from; line < to; line++) widths[line]?.push(width + padding);
      from = to + 1;
    }
  return cells.map((line, i) => line.map((cell, column) => cell.padEnd(widths[i]?.[column] ?? 0)).join(''));
};

/** Collects the lines of a description. */
export class Page {
  readonly #lines: string[] = [];

  /** A line at a level of indentation, cells separated by tabs. */
  line(level: number, text: string): void {
    this.#lines.push('  '.repeat(level) + text);
  }

  /** `Key:` and its value. */
  pair(key: string, value: string, level = 0): void {
    this.line(level, `${key}:\t${value}`);
  }

  /** `Key:` and its value, if there is one. */
  maybe(key: string, value: string | undefined, level = 0): void {
    if (value !== undefined && value !== '') this.pair(key, value, level);
  }

  /** `Key:` and texts under one another. */
  list(key: string, values: readonly string[], level = 0): void {
    if (values.length === 0) return this.pair(key, '<none>', level);
    for (const [i, value] of values.entries()) this.line(level, i === 0 ? `${key}:\t${value}` : `\t${value}`);
  }

  text(): string {
    return aligned(this.#lines).join('\n');
  }
}
