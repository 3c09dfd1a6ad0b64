import { clears, type Figure } from './suite.ts';

const shown = (value: number | string): string => {
  if (typeof value === 'string' || Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
};

const barText = ({ bar }: Figure): string => {
  if (bar?.atLeast !== undefined) return `≥ ${bar.atLeast}`;
  return bar?.atMost === undefined ? '' : `≤ ${bar.atMost}`;
};

const verdict = (figure: Figure): string => {
  const cleared = clears(figure);
  if (cleared === undefined) return '';
  return cleared ? 'ok' : 'MISSED';
};

/** The figures as a table for people. */
export const table = (figures: readonly Figure[]): string => {
  const rows = figures.map((figure) => [
    figure.suite,
    figure.name,
    `${shown(figure.value)} ${figure.unit}`.trim(),
    barText(figure),
    verdict(figure),
  ]);
  const all = [['SUITE', 'FIGURE', 'VALUE', 'BAR', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
};
