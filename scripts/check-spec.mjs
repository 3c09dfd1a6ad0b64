// Holds docs/SPEC.md and the tests to each other: every rule that is kept is cited by the title of a test, every cited rule exists and is
// kept. With --count, says how many rules of each prefix are kept and how many are not.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const given = process.argv.slice(2);
const root = resolve(given.find((one) => one !== '--count') ?? join(import.meta.dirname, '..'));
const rule = /^- \*\*([A-Z]{2,3}-\d+)\*\*( \*Not kept:\*)?/gm;
// Rows of upstream's tests, such as D27, may stand among the ids.
const titles = /(['"`])([A-Z]{1,3}-?\d+(?:(?:,| and) [A-Z]{1,3}-?\d+)*): /g;

const testFiles = ['packages', 'checks', 'test']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => /\.(test|prop|cases)\.ts$/.test(name) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name))
      .map((name) => join(folder, name)),
  );

const problems = [];
const rules = new Set();
const broken = new Set();
for (const [, id, notKept] of readFileSync(join(root, 'docs/SPEC.md'), 'utf8').matchAll(rule)) {
  if (rules.has(id)) problems.push(`docs/SPEC.md: ${id} stands there twice.`);
  rules.add(id);
  if (notKept !== undefined) broken.add(id);
}

const cited = new Set();
for (const file of testFiles)
  for (const [, , ids] of readFileSync(join(root, file), 'utf8').matchAll(titles))
    for (const id of ids.match(/[A-Z]{2,3}-\d+/g) ?? []) {
      if (!rules.has(id)) problems.push(`${file}: cites ${id}, which docs/SPEC.md does not have.`);
      if (broken.has(id)) problems.push(`${file}: cites ${id}, which docs/SPEC.md says is not kept.`);
      cited.add(id);
    }

for (const id of rules)
  if (!cited.has(id) && !broken.has(id)) problems.push(`docs/SPEC.md: no title of a test cites ${id}.`);

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;

/** How many rules of a prefix, or of all, are kept and how many are not. */
const row = (name, ids) => {
  const missing = ids.filter((id) => broken.has(id)).length;
  return [name, String(ids.length - missing), String(missing)];
};

if (given.includes('--count')) {
  const prefixes = [...new Set([...rules].map((id) => id.split('-')[0]))];
  const rows = [
    ['prefix', 'kept', 'not kept'],
    ...prefixes.map((prefix) =>
      row(
        prefix,
        [...rules].filter((id) => id.startsWith(`${prefix}-`)),
      ),
    ),
    row('all', [...rules]),
  ];
  for (const [name, kept, missing] of rows)
    process.stdout.write(`${name.padEnd(8)}${kept.padStart(6)}${missing.padStart(10)}\n`);
}
