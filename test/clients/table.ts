import type { Row } from './rows.ts';

/** What became of a row with a client. `without`: this client has no such command. */
export interface Result {
  readonly client: string;
  readonly row: string;
  readonly outcome: 'works' | 'fails' | 'without';
}

const cells = { works: 'yes', fails: 'no', without: '–' } as const;

const line = (words: readonly string[]): string => `| ${words.join(' | ')} |`;

/** A Markdown table of these clients; what fails has a note with the reason. */
const tableOf = (clients: readonly string[], results: readonly Result[], rows: readonly Row[]): readonly string[] => {
  const notes: string[] = [];
  const cell = (client: string, row: Row): string => {
    const { outcome = 'without' } = results.find((one) => one.client === client && one.row === row.name) ?? {};
    if (outcome !== 'fails') return cells[outcome];
    const why = row.fails?.why ?? 'not explained';
    if (!notes.includes(why)) notes.push(why);
    return `no (${notes.indexOf(why) + 1})`;
  };
  const body = rows.map((row) => line([row.name, ...clients.map((client) => cell(client, row))]));
  return [
    line(['', ...clients]),
    line(['---', ...clients.map(() => '---')]),
    ...body,
    ...(notes.length === 0 ? [] : ['', ...notes.map((why, i) => `${i + 1}. ${why}`)]),
  ];
};

const begin = '<!-- made by npm run test:clients -->';
const end = '<!-- until here -->';

/** The document with its tables made anew from these results. */
export const withTable = (document: string, results: readonly Result[], rows: readonly Row[]): string => {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/compatibility.md has lost its marks ${begin} and ${end}`);
  const clients = [...new Set(results.map(({ client }) => client))];
  const families = [...new Set(clients.map((client) => client.split(' ')[0]))];
  const tables = families.flatMap((family) => {
    const mine = clients.filter((client) => client.split(' ')[0] === family);
    const asked = rows.filter(({ name }) => results.some((one) => mine.includes(one.client) && one.row === name));
    return ['', ...tableOf(mine, results, asked)];
  });
  return [document.slice(0, from) + begin, ...tables, '', document.slice(to)].join('\n');
};
