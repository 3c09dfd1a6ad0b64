import * as E from 'fp-ts/lib/Either.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedControllers } from '@orrery/controllers';
import { Player, problemText, readScenario } from '@orrery/scenario';

/*
 * Pages whose commands are run. A block
 *
 *     ```console
 *     $ kubectl get pods
 *     NAME …
 *     ```
 *
 * is a piece of a terminal session; all blocks of a page are one session. `$ sleep 30` lets virtual time pass. A block that is
 * marked `console watch` is another terminal: what it shows goes on to the end of its section, which is the next heading.
 * A block marked `console fails` ends with exit code 1.
 */

/** A command of a page. */
interface Typed {
  readonly line: string;
  readonly kind: 'run' | 'watch' | 'fails';
  readonly sleep: number;
  shown: string[];
}

const opening = /^```console(?: (watch|fails))?$/;
const sleeping = /^\$ sleep (\d+)$/;

/** A page as lines, with the commands of its blocks in place of what they print. */
const parse = (text: string): readonly (string | Typed)[] => {
  const parts: (string | Typed)[] = [];
  let kind: Typed['kind'] | undefined;
  let sleep = 0;
  for (const line of text.split('\n')) {
    const opened = opening.exec(line);
    if (opened !== null) kind = opened[1] === 'watch' || opened[1] === 'fails' ? opened[1] : 'run';
    else if (line === '```') kind = undefined;
    if (kind === undefined || opened !== null) parts.push(line);
    else if (sleeping.test(line)) {
      sleep += Number(sleeping.exec(line)?.[1]);
      parts.push(line);
    } else if (line.startsWith('$ ')) {
      parts.push({ line: line.slice(2), kind, sleep, shown: [] });
      sleep = 0;
    }
  }
  return parts;
};

const quoted = (text: string): string => JSON.stringify(text);

/** The steps of a page, as a scenario. A watch ends with its section. */
const scenarioOf = (parts: readonly (string | Typed)[], nodes: readonly string[]): string => {
  const steps = parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    const { line, kind, sleep } = part;
    const after = sleep === 0 ? '' : `, after: ${sleep}s`;
    if (kind === 'watch') return [`  - { watch: ${quoted(line)}${after} }`];
    return [`  - { run: ${quoted(line)}${after}, expect: { exitCode: ${kind === 'fails' ? 1 : 0} } }`];
  });
  return [
    'apiVersion: orrery.dev/v1alpha1',
    'kind: Scenario',
    'metadata: { name: page }',
    'cluster:',
    '  nodes:',
    ...nodes.map((name) => `    - name: ${name}`),
    'steps:',
    ...steps,
    '',
  ].join('\n');
};

/** Which commands belong to the section of a watch: those before the next heading. */
const sections = (parts: readonly (string | Typed)[]): ReadonlyMap<Typed, number> => {
  const found = new Map<Typed, number>();
  let section = 0;
  for (const part of parts) {
    if (typeof part !== 'string') found.set(part, section);
    else if (part.startsWith('#')) section++;
  }
  return found;
};

/** The page with what its commands really print. `folder`: where the files are that they name. */
export const rendered = (text: string, folder: string, nodes: readonly string[]): string => {
  const parts = parse(text);
  const typed = parts.filter((part) => typeof part !== 'string');
  const sectionOf = sections(parts);
  const read = readScenario('page', scenarioOf(parts, nodes), {
    readFile: (path) => E.right(readFileSync(join(folder, path), 'utf8')),
  });
  if (E.isLeft(read)) throw new Error(read.left.map(problemText).join('\n'));
  let section = 0;
  const player = new Player(read.right, {
    installed: installedControllers(),
    show: ({ source, text: line, step }) => {
      const one = typed[step];
      if (one === undefined) return;
      if (source === 'command') section = sectionOf.get(one) ?? 0;
      if (source === 'stdout' || source === 'stderr') one.shown.push(line);
      if (source === 'watch' && sectionOf.get(one) === section) one.shown.push(line);
    },
  });
  const { failure } = player.play();
  if (failure !== undefined) throw new Error(`${typed[player.stepNumber - 1]?.line ?? ''}: ${failure}`);
  return parts.flatMap((part) => (typeof part === 'string' ? [part] : [`$ ${part.line}`, ...part.shown])).join('\n');
};

/** The commands of a page, in order. */
export const commandsOf = (text: string): readonly string[] =>
  parse(text).flatMap((part) => (typeof part === 'string' ? [] : [part.line]));
