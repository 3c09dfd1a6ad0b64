import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { parseFaultTarget } from '@orrery/core/faults';
import { parseLine } from '@orrery/kubectl';
import { ManifestCheck } from './check-manifest.ts';
import { unknownKey } from './closed.ts';
import { inFileOrder, type Problem } from './problem.ts';
import { Scenario } from './scenario.ts';
import type { Step } from './step.ts';
import { didYouMean } from './suggestion.ts';
import { parseYamlSource, type Path, type YamlSource } from './yaml-source.ts';

/** The text of a file named in a scenario, by its path as written there, or why it cannot be read. */
export type ReadFile = (path: string) => E.Either<string, string>;

export interface Reading {
  readonly readFile: ReadFile;
  /** Names that `invariants` may list; undefined: not checked. */
  readonly invariants?: readonly string[] | undefined;
}

/**
 * Reads a scenario and every manifest that it names. On the left everything that is wrong with it that can be found at once.
 * `file` is what problems call the file.
 */
export const readScenario = (file: string, text: string, reading: Reading): E.Either<readonly Problem[], Scenario> => {
  const source = parseYamlSource(file, text);
  if (E.isLeft(source)) return source;
  const decoded = Scenario.decode(source.right.value);
  const checks = new Checks(file, source.right, reading);
  if (E.isLeft(decoded)) {
    // What could be read is checked all the same, so that everything is said at once.
    checks.loosely();
    return E.left(inFileOrder([...decoded.left.map((error) => problemOf(source.right, error)), ...checks.problems]));
  }
  const scenario = decoded.right;
  checks.scenario(scenario);
  if (checks.problems.length > 0) return E.left(inFileOrder(checks.problems));
  return E.right({ ...scenario, files: { ...scenario.files, ...Object.fromEntries(checks.files) } });
};

const problemOf = (source: YamlSource, { context, message, value }: t.ValidationError): Problem => {
  // Intermediate codecs such as arrays and records put an entry of their own into the context: its key is empty.
  const path = context.map(({ key }) => key).filter((key) => key !== '');
  const text = message ?? `unexpected value ${JSON.stringify(value)}`;
  return source.problem(path, text, text.startsWith(unknownKey) ? 'key' : 'value');
};

/** What to call a file that another one names. */
const beside = (file: string, path: string): string =>
  path.startsWith('/') ? path : file.slice(0, file.lastIndexOf('/') + 1) + path;

/** A message of kubectl in one line. */
const plainly = (message: string): string => {
  const [head = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const near = rest.filter((line) => line.startsWith('\t')).map((line) => `"${line.trim()}"`);
  return near.length === 0 ? head : `${head} (did you mean ${near.join(' or ')}?)`;
};

/** What cannot be said by types: files, commands, faults, names of invariants, instants that are past. */
class Checks {
  readonly problems: Problem[] = [];
  /** Contents of the files found so far. */
  readonly files = new Map<string, string>();
  readonly #file: string;
  readonly #source: YamlSource;
  readonly #reading: Reading;
  readonly #missing = new Set<string>();
  readonly #manifests = new ManifestCheck();

  constructor(file: string, source: YamlSource, reading: Reading) {
    this.#file = file;
    this.#source = source;
    this.#reading = reading;
  }

  scenario(scenario: Scenario): void {
    const { objects = [], steps = [], invariants, files = {} } = scenario;
    for (const [path, content] of Object.entries(files)) this.files.set(path, content);
    for (const [i, path] of objects.entries()) this.#manifest(path, ['objects', String(i)], true);
    const known = this.#reading.invariants;
    if (Array.isArray(invariants) && known !== undefined)
      for (const [i, name] of invariants.entries())
        if (!known.includes(name))
          this.#say(['invariants', String(i)], `unknown invariant "${name}"${didYouMean(name, known)}`);
    let past = 0;
    for (const [i, step] of steps.entries()) {
      this.#step(step, ['steps', String(i)]);
      if (step.at !== undefined && step.at < past)
        this.#say(['steps', String(i), 'at'], 'this instant is past: an earlier step has a later one');
      past = (step.at ?? past) + (step.after ?? 0);
    }
  }

  /** Manifests and commands of a scenario that has other problems. */
  loosely(): void {
    const { value } = this.#source;
    for (const [i, path] of listIn(value, 'objects').entries())
      if (typeof path === 'string') this.#manifest(path, ['objects', String(i)], true);
    for (const [i, step] of listIn(value, 'steps').entries())
      for (const key of ['run', 'watch'] as const) {
        const line = memberOf(step, key);
        const mayFail = memberOf(step, 'expect') !== undefined;
        if (typeof line === 'string') this.#line(line, ['steps', String(i), key], mayFail);
      }
  }

  #step(step: Step, path: Path): void {
    if (step.run !== undefined) this.#line(step.run, [...path, 'run'], step.expect !== undefined);
    if (step.watch !== undefined) this.#line(step.watch, [...path, 'watch'], true);
    for (const [name, target] of Object.entries(step.fault ?? {})) {
      const parsed = parseFaultTarget(target ?? '');
      if (E.isLeft(parsed)) this.#say([...path, 'fault', name], parsed.left);
    }
  }

  #line(line: string, path: Path, mayFail: boolean): void {
    const parsed = parseLine(line);
    if (E.isLeft(parsed)) this.#say(path, plainly(parsed.left));
    else if (parsed.right.complaint !== undefined && !mayFail) this.#say(path, plainly(parsed.right.complaint));
    else for (const file of parsed.right.files) this.#manifest(file, path, !mayFail);
  }

  /** Reads a manifest; `strictly`: what is in it must be fit to be created. */
  #manifest(path: string, where: Path, strictly: boolean): void {
    const content = this.#content(path);
    if (content === undefined) return;
    if (E.isLeft(content)) return this.#say(where, content.left);
    if (!strictly) return;
    this.problems.push(...this.#manifests.problems(beside(this.#file, path), content.right));
  }

  #content(path: string): E.Either<string, string> | undefined {
    const known = this.files.get(path);
    if (known !== undefined) return E.right(known);
    if (this.#missing.has(path)) return undefined;
    const read = this.#reading.readFile(path);
    if (E.isLeft(read)) this.#missing.add(path);
    else this.files.set(path, read.right);
    return read;
  }

  #say(path: Path, message: string): void {
    this.problems.push(this.#source.problem(path, message));
  }
}

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key] // it is there
    : undefined;

const listIn = (value: unknown, key: string): readonly unknown[] => {
  const list = memberOf(value, key);
  return Array.isArray(list) ? list : [];
};
