import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/tools.mjs';

const document = readFileSync(join(root, 'docs/FIDELITY.md'), 'utf8');

/** What a field can be. */
export const words = ['simulated', 'stored', 'written', 'dropped', 'refused'];

/** A row of a table: the fields that it names, and what they are. */
export interface Row {
  readonly paths: readonly string[];
  readonly is: string;
}

/** The rows of the tables in a section. The head of a table may say below which path its fields are. */
export const rowsOf = (heading: string): readonly Row[] => {
  const section = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  let below = '';
  return section.split('\n').flatMap((line) => {
    const [, first = '', is = ''] = line.split('|').map((cell) => cell.trim());
    if (first.startsWith('field')) below = /`(.+)`/.exec(first)?.[1]?.concat('.') ?? '';
    const paths = [...first.matchAll(/`([^`]+)`/g)].map((match) => below + (match[1] ?? ''));
    return first.startsWith('`') ? [{ paths, is }] : [];
  });
};
