// Holds docs/SPEC.md and the tests to each other: every rule is cited by the title of a test, every cited rule exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const rule = /^- \*\*([A-Z]{2,3}-\d+)\*\*/gm;
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
for (const [, id] of readFileSync(join(root, 'docs/SPEC.md'), 'utf8').matchAll(rule)) {
  if (rules.has(id)) problems.push(`docs/SPEC.md: ${id} stands there twice.`);
  rules.add(id);
}

const cited = new Set();
for (const file of testFiles)
  for (const [, , ids] of readFileSync(join(root, file), 'utf8').matchAll(titles))
    for (const id of ids.match(/[A-Z]{2,3}-\d+/g) ?? []) {
      if (!rules.has(id)) problems.push(`${file}: cites ${id}, which docs/SPEC.md does not have.`);
      cited.add(id);
    }

for (const id of rules) if (!cited.has(id)) problems.push(`docs/SPEC.md: no title of a test cites ${id}.`);

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
