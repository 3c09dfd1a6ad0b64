import * as E from 'fp-ts/lib/Either.js';
import { never } from '@orrery/core/engine';
import { parseFaultTarget } from '@orrery/core/faults';
import { filesOf, parseLine, parseWords, type Line } from '@orrery/kubectl';
import { behaviourFile, behaviourProblems } from './behaviour-choice.ts';
import { ManifestCheck } from './check-manifest.ts';
import type { NodeEntry } from './node-entry.ts';
import { NodeNames } from './node-names.ts';
import { inFileOrder, type Problem } from './problem.ts';
import { problemsOf } from './problems-of.ts';
import { Scenario } from './scenario.ts';
import { isObjectExpectation, type Step } from './step.ts';
import { didYouMean } from './suggestion.ts';
import { parseYamlSource, type Path, type YamlSource } from './yaml-source.ts';

/** The text of a file named in a scenario, by its path as written there, or why it cannot be read. */
export type ReadFile = (path: string) => E.Either<string, string>;

export interface Reading {
  readonly readFile: ReadFile;
  /** The manifests in a folder and below it, as paths that `readFile` takes; undefined: there is no such folder. */
  readonly listFolder?: (path: string) => readonly string[] | undefined;
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
    return E.left(inFileOrder([...problemsOf(source.right, decoded.left), ...checks.problems]));
  }
  const scenario = decoded.right;
  checks.scenario(scenario);
  if (checks.problems.length > 0) return E.left(inFileOrder(checks.problems));
  return E.right({ ...scenario, files: { ...scenario.files, ...Object.fromEntries(checks.files) } });
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
  readonly #check = new ManifestCheck();
  readonly #nodes = new NodeNames();

  constructor(file: string, source: YamlSource, reading: Reading) {
    this.#file = file;
    this.#source = source;
    this.#reading = reading;
  }

  scenario(scenario: Scenario): void {
    const { objects = [], steps = [], invariants, files = {} } = scenario;
    for (const [path, content] of Object.entries(files)) this.files.set(path, content);
    for (const [i, entry] of (scenario.cluster?.nodes ?? []).entries())
      this.#node(entry, ['cluster', 'nodes', String(i)]);
    this.#provisioners(scenario);
    this.#behaviours(behaviourFile(scenario.behaviours));
    for (const [i, path] of objects.entries()) this.#manifest(path, ['objects', String(i)], true, true);
    const known = this.#reading.invariants;
    if (Array.isArray(invariants) && known !== undefined)
      for (const [i, name] of invariants.entries())
        if (!known.includes(name))
          this.#say(
            ['invariants', String(i)],
            `unknown invariant "${name}"${didYouMean(name, known) || `; known: ${known.join(', ')}`}`,
          );
    let past = 0;
    for (const [i, step] of steps.entries()) {
      this.#step(step, ['steps', String(i)]);
      if (step.at !== undefined && step.at < past)
        this.#say(['steps', String(i), 'at'], 'this instant is past: an earlier step has a later one');
      past = (step.at ?? past) + (step.after ?? 0);
    }
    this.#inputs(scenario);
  }

  #inputs({ inputs = [], until = never }: Scenario): void {
    let past = 0;
    for (const [i, { at, fault }] of inputs.entries()) {
      const path = ['inputs', String(i)];
      if (at < past) this.#say([...path, 'at'], 'this instant is past: an earlier input has a later one');
      if (at > until) this.#say([...path, 'at'], 'this instant is after the end of the run: see "until"');
      past = Math.max(past, at);
      this.#fault(fault, path);
    }
  }

  #fault(fault: Step['fault'], path: Path): void {
    for (const [name, target] of Object.entries(fault ?? {})) {
      const parsed = parseFaultTarget(target ?? '');
      if (E.isLeft(parsed)) this.#say([...path, 'fault', name], parsed.left);
    }
  }

  /** Manifests and commands of a scenario that has other problems. */
  loosely(): void {
    const { value } = this.#source;
    for (const [i, path] of listIn(value, 'objects').entries())
      if (typeof path === 'string') this.#manifest(path, ['objects', String(i)], true, true);
    for (const [i, step] of listIn(value, 'steps').entries())
      for (const key of ['run', 'watch'] as const) {
        const line = memberOf(step, key);
        const mayFail = memberOf(step, 'expect') !== undefined;
        if (typeof line === 'string' && line.trim() !== '') this.#line(line, ['steps', String(i), key], mayFail);
      }
  }

  #provisioners({ provisioners = [] }: Scenario): void {
    const taken = new Set<string>();
    for (const [i, { name }] of provisioners.entries()) {
      if (taken.has(name)) this.#say(['provisioners', String(i), 'name'], `provisioner ${name} is described above`);
      taken.add(name);
    }
  }

  #behaviours(file: string | undefined): void {
    const content = file === undefined ? undefined : this.#content(file);
    if (file === undefined || content === undefined) return;
    if (E.isLeft(content)) return this.#say(['behaviours'], content.left);
    this.problems.push(...behaviourProblems(beside(this.#file, file), content.right));
  }

  #node(entry: NodeEntry, path: Path): void {
    const taken = this.#nodes.take(entry);
    const key = entry.name === undefined ? 'namePrefix' : 'name';
    if (taken !== undefined) this.#say([...path, key], `a node named ${taken} exists already`);
    for (const { field, message } of this.#check.nodeProblems(entry)) this.#say([...path, ...field], message);
  }

  #step(step: Step, path: Path): void {
    const { run, watch, wait, expect } = step;
    if (run !== undefined) {
      const line = this.#line(run, [...path, 'run'], expect !== undefined);
      if (line !== undefined && neverEnds(line))
        this.#say([...path, 'run'], 'this never ends: say watch instead of run, and it goes on in the background');
    }
    if (watch !== undefined) {
      const line = this.#line(watch, [...path, 'watch'], true);
      if (line !== undefined && !goesOn(line))
        this.#say([...path, 'watch'], 'this does not go on by itself: a watch is kubectl get … -w or rollout status');
    }
    if (wait?.on !== undefined) {
      const words = wait.for === 'rollout' ? ['rollout', 'status'] : ['wait', `--for=${wait.for}`];
      this.#words([...words, wait.on], [...path, 'wait', wait.for.startsWith('jsonpath=') ? 'for' : 'on']);
    }
    if (expect !== undefined && isObjectExpectation(expect)) {
      this.#words(['get', expect.on], [...path, 'expect', 'on']);
      if (expect.jsonpath !== undefined)
        this.#words(['get', 'pods', '-o', `jsonpath=${expect.jsonpath}`], [...path, 'expect', 'jsonpath']);
    }
    this.#fault(step.fault, path);
  }

  /** A line as it is understood, or undefined when it is not. */
  #line(line: string, path: Path, mayFail: boolean): Line | undefined {
    const parsed = parseLine(line);
    if (E.isLeft(parsed)) {
      this.#say(path, plainly(parsed.left));
      return undefined;
    }
    if (parsed.right.complaint !== undefined && !mayFail) this.#say(path, plainly(parsed.right.complaint));
    else for (const file of parsed.right.files) this.#manifests(file, path, parsed.right.deep, !mayFail);
    for (const file of parsed.right.texts) {
      const content = this.#content(file);
      if (content !== undefined && E.isLeft(content)) this.#say(path, content.left);
    }
    return parsed.right;
  }

  /** The words of a command that stands behind a wait or an expectation. */
  #words(words: readonly string[], path: Path): void {
    const parsed = parseWords(words);
    const complaint = E.isLeft(parsed) ? parsed.left : parsed.right.complaint;
    if (complaint !== undefined) this.#say(path, plainly(complaint));
  }

  /** Reads a manifest, or all that are in a folder. */
  #manifests(path: string, where: Path, deep: boolean, strictly: boolean): void {
    const listed = this.#reading.listFolder?.(path);
    if (listed === undefined) return this.#manifest(path, where, strictly);
    // All of them belong to the scenario, also those that only a deeper look would take.
    for (const one of listed) this.#content(one);
    const taken = filesOf(Object.fromEntries(this.files)).inside(path, deep) ?? [];
    if (taken.length === 0) this.#say(where, `the folder "${path}" has no manifest in it`);
    for (const one of taken) this.#manifest(one, where, strictly);
  }

  /** Reads a manifest; `strictly`: what is in it must be fit to be created. `fromStart`: it exists at instant 0. */
  #manifest(path: string, where: Path, strictly: boolean, fromStart = false): void {
    const content = this.#content(path);
    if (content === undefined) return;
    if (E.isLeft(content)) return this.#say(where, content.left);
    if (!strictly) return;
    const isTaken = (kind: string, name: string): boolean => kind === 'Node' && this.#nodes.has(name);
    this.problems.push(
      ...this.#check.problems(beside(this.#file, path), content.right, fromStart ? isTaken : undefined),
    );
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

/** `kubectl get -w`, which only Ctrl-C ends. */
const neverEnds = ({ verb, flags }: Line): boolean =>
  (verb.name === 'get' || verb.name === 'events') && (flags.on('watch') || flags.on('watch-only'));

const goesOn = (line: Line): boolean => neverEnds(line) || line.verb.name === 'rollout status';

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key] // it is there
    : undefined;

const listIn = (value: unknown, key: string): readonly unknown[] => {
  const list = memberOf(value, key);
  return Array.isArray(list) ? list : [];
};
