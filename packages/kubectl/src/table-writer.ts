/** Blanks between two columns, and the least width of a column with them. Source: printers.GetNewTabWriter. */
const gap = 3;
const leastWidth = 6;

/** A cell is shown up to its first line break. */
const oneLine = (cell: string): string => {
  const end = cell.search(/[\n\r\f]/);
  return end < 0 ? cell : `${cell.slice(0, end)}...`;
};

/** Lays rows out in columns as kubectl does. Widths stay from one block to the next and only grow: so rows of a watch line up. */
export class TableWriter {
  readonly #widths: number[] = [];

  /** The rows as lines. The last column is not padded. */
  write(rows: readonly (readonly string[])[]): readonly string[] {
    const shown = rows.map((row) => row.map(oneLine));
    for (const row of shown)
      row.forEach((cell, column) => {
        const width = Math.max(Array.from(cell).length + gap, leastWidth);
        this.#widths[column] = Math.max(this.#widths[column] ?? 0, width);
      });
    return shown.map((row) => row.map((cell, column) => this.#padded(cell, column, row.length)).join(''));
  }

  #padded(cell: string, column: number, columns: number): string {
    if (column === columns - 1) return cell;
    return cell + ' '.repeat(Math.max(0, (this.#widths[column] ?? 0) - Array.from(cell).length));
  }
}
