import * as E from 'fp-ts/lib/Either.js';
import { fail, type Command } from './call.ts';
import { onOff, parseFlags, valued, type Flag, type Flags } from './flags.ts';
import type { Context, Verb } from './invocation.ts';
import { shellWords } from './shell-words.ts';
import { verbs } from './verbs/index.ts';

/** Options that every verb takes; what they configure does not exist here, so all but the namespace are without effect. */
const everywhere: readonly Flag[] = [
  valued('namespace', 'n'),
  valued('context'),
  valued('kubeconfig'),
  valued('request-timeout'),
  valued('v', 'v'),
  onOff('warnings-as-errors'),
];

/** A kubectl command line that has been understood. */
export interface Line {
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly flags: Flags;
  /** The manifests, or folders of them, that it names. */
  readonly files: readonly string[];
  /** Does it take the manifests below the folders as well? */
  readonly deep: boolean;
  /** Other files that it names. */
  readonly texts: readonly string[];
  /** Why it must fail whatever the cluster; undefined: nothing that can be seen. */
  readonly complaint: string | undefined;
}

const unknownCommand = (words: readonly string[]): string => {
  const [first = ''] = words;
  const group = verbs.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0) {
    const known = group.map(({ name }) => name.slice(first.length + 1)).join(', ');
    return `error: "kubectl ${first}" needs one of: ${known}`;
  }
  return `error: unknown command "${first}" for "kubectl"${nearest(first)}`;
};

/** kubectl proposes verbs in the order of its help, in which these come first. */
const firstInHelp = ['create', 'set', 'get', 'delete', 'rollout', 'scale'];

const nearest = (word: string): string => {
  const names = [...new Set([...firstInHelp, ...verbs.map(({ name }) => name.split(' ')[0] ?? '')])];
  const near = names.filter((name) => name.startsWith(word) || editDistance(name, word) <= mostEdits);
  return near.length === 0 || word === ''
    ? ''
    : `\n\nDid you mean this?\n${near.map((name) => `\t${name}`).join('\n')}`;
};

/** Names that are further away are not what was meant. Source: `SuggestionsMinimumDistance` of cobra. */
const mostEdits = 2;

/** How many letters must be put in, left out or replaced to make one word of another. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** Reads words after `kubectl`. Options may stand before the verb. */
export const parseWords = (words: readonly string[]): E.Either<string, Line> => {
  const start = verbStart(words);
  const verb = verbs.find(({ name }) => name.split(' ').every((part, i) => words[start + i] === part));
  if (verb === undefined) return E.left(unknownCommand(words.slice(start)));
  const rest = [...words.slice(0, start), ...words.slice(start + verb.name.split(' ').length)];
  const parsed = parseFlags(rest, [...verb.flags, ...everywhere]);
  if (E.isLeft(parsed)) return E.left(`${parsed.left}\nSee 'kubectl ${verb.name} --help' for usage.`);
  const { flags } = parsed.right;
  const files = verb.flags.some(({ name }) => name === 'filename') ? flags.all('filename').flatMap(commaList) : [];
  const texts = flags.all('patch-file');
  const complaint = verb.check?.(parsed.right.words, flags);
  return E.right({ verb, words: parsed.right.words, flags, files, deep: flags.on('recursive'), texts, complaint });
};

const commaList = (text: string): readonly string[] => text.split(',');

/** Options before the verb, with the value of `-n` and the like. */
const verbStart = (words: readonly string[]): number => {
  let i = 0;
  while (words[i]?.startsWith('-') === true) {
    const name = (words[i] ?? '').replace(/^-+/, '');
    const takesNext = everywhere.some((flag) => flag.bare === undefined && (flag.name === name || flag.short === name));
    i += takesNext ? 2 : 1;
  }
  return i;
};

/** Reads a whole line as typed, `kubectl` first. */
export const parseLine = (line: string): E.Either<string, Line> => {
  const words = shellWords(line);
  if (E.isLeft(words)) return words;
  const [program = '', ...rest] = words.right;
  if (program !== 'kubectl') return E.left(`only kubectl can be run here, not "${program}"`);
  return parseWords(rest);
};

const start = (parsed: E.Either<string, Line>, context: Context): Command => {
  if (E.isLeft(parsed)) return fail(parsed.left);
  const { verb, words, flags } = parsed.right;
  return verb.run({ words, flags, namespace: flags.text('namespace') ?? 'default', context });
};

/** The command that a line stands for. A line that makes no sense is a command that says so and fails. */
export const kubectl = (line: string, context: Context): Command => start(parseLine(line), context);

/** The same for words that follow `kubectl`. */
export const kubectlWords = (words: readonly string[], context: Context): Command => start(parseWords(words), context);
