import * as E from 'fp-ts/lib/Either.js';
import type { ServerResponse } from 'node:http';
import { second, type Instant } from '@orrery/core/engine';
import {
  microTimestamp,
  parseTimestamp,
  podStatusShape,
  type ClusterEvent,
  type PodRecord,
} from '@orrery/core/cluster';
import { notFound } from '@orrery/core/api';
import { failed, rejected, textAnswer, type Failure, type Outcome } from '../http/answer.ts';
import { flagIn, type Exchange } from '../http/exchange.ts';
import type { ResourceRoute } from '../http/route.ts';
import type { ServedCluster } from '../served-cluster.ts';

/** One line of a container's history. */
interface Line {
  readonly position: number;
  readonly at: Instant;
  readonly text: string;
}

/** What the query of a log asks for. Source: `PodLogOptions` of core/v1. */
interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Lines before this instant are left out. */
  readonly since: Instant;
  /** Infinity: all. */
  readonly tailLines: number;
  readonly limitBytes: number;
}

const bad = (message: string): Failure => ({ code: 400, reason: 'BadRequest', message });

const namesOf = ({ status }: PodRecord): readonly string[] => [
  ...status.shape.initContainers.map(({ name }) => name),
  ...status.shape.containers.map(({ name }) => name),
];

/** Names of a pod's containers, as its spec has them. */
const containersOf = (pod: PodRecord): readonly string[] => {
  const { initContainers, containers } = pod.spec;
  const names = [...initContainers, ...containers].map(({ name }) => name);
  return names.length > 0 ? names : namesOf(pod);
};

const countIn = (query: URLSearchParams, name: string, unless: number): E.Either<Failure, number> => {
  const text = query.get(name) ?? '';
  if (text === '') return E.right(unless);
  return /^\d{1,15}$/.test(text)
    ? E.right(Number(text))
    : E.left({
        code: 422,
        reason: 'Invalid',
        message: `PodLogOptions "" is invalid: ${name}: Invalid value: ${JSON.stringify(text)}: must be a whole number from 0`,
      });
};

const readOptions = (served: ServedCluster, pod: PodRecord, query: URLSearchParams): E.Either<Failure, LogOptions> => {
  const tail = countIn(query, 'tailLines', Infinity);
  if (E.isLeft(tail)) return tail;
  const bytes = countIn(query, 'limitBytes', Infinity);
  if (E.isLeft(bytes)) return bytes;
  const seconds = countIn(query, 'sinceSeconds', Infinity);
  if (E.isLeft(seconds)) return seconds;
  const time = parseTimestamp(query.get('sinceTime') ?? '');
  const sinceTime = time === undefined ? 0 : (time - served.epoch) * second;
  const names = containersOf(pod);
  const named = query.get('container') ?? '';
  const container = named === '' && names.length === 1 ? (names[0] ?? '') : named;
  if (container === '')
    return E.left(
      bad(`a container name must be specified for pod ${pod.meta.name}, choose one of: [${names.join(' ')}]`),
    );
  if (!names.includes(container)) return E.left(bad(`container ${container} is not valid for pod ${pod.meta.name}`));
  return E.right({
    container,
    follow: flagIn(query, 'follow') ?? false,
    previous: flagIn(query, 'previous') ?? false,
    timestamps: flagIn(query, 'timestamps') ?? false,
    since: Math.max(sinceTime, seconds.right === Infinity ? 0 : served.now - seconds.right * second),
    tailLines: tail.right,
    limitBytes: bytes.right,
  });
};

/** Reads what happened to one container, line by line, as far as the log has come. */
class ContainerHistory {
  readonly #served: ServedCluster;
  readonly #pod: PodRecord;
  readonly #container: string;
  #cursor: number;
  #ready = false;
  /** Its runs so far; each begins with a start. */
  readonly runs: Line[][] = [];

  constructor(served: ServedCluster, pod: PodRecord, container: string) {
    this.#served = served;
    this.#pod = pod;
    this.#container = container;
    this.#cursor = Math.max(0, served.core.log.positionAt(pod.meta.createdAt - 1));
    this.read();
  }

  /** Reads on; true when there was something new. */
  read(): boolean {
    const { log } = this.#served.core;
    let found = false;
    while (this.#cursor < log.length) {
      const position = ++this.#cursor;
      const text = this.#told(log.event(position));
      if (text === undefined) continue;
      // What is reported of a container that has ended is no news of it.
      if (!text.startsWith('started') && isOver(this.runs.at(-1) ?? [])) continue;
      const line = { position, at: log.instantOf(position), text };
      if (text.startsWith('started')) this.runs.push([line]);
      else this.runs.at(-1)?.push(line);
      found = true;
    }
    return found;
  }

  #told(event: ClusterEvent): string | undefined {
    const { uid } = this.#pod;
    switch (event.type) {
      case 'ContainerStarted':
        return event.pod === uid && event.container === this.#container ? this.#started() : undefined;
      case 'ContainerExited':
        if (event.pod !== uid || event.container !== this.#container) return undefined;
        return `exited with code ${event.exitCode}${event.reason === '' ? '' : ` (${event.reason})`}`;
      case 'PodStatusReported':
        return event.uid === uid ? this.#readiness(event) : undefined;
      case 'DeletionStarted':
        if (event.kind !== 'Pod' || event.uid !== uid) return undefined;
        return `asked to terminate, with ${event.graceSeconds} s of grace`;
      default:
        return undefined;
    }
  }

  #started(): string {
    this.#ready = false;
    return this.runs.length === 0 ? 'started' : `started again, restart ${this.runs.length}`;
  }

  #readiness({ status }: Extract<ClusterEvent, { readonly type: 'PodStatusReported' }>): string | undefined {
    const shape = podStatusShape(status);
    const own = shape.containers.find(({ name }) => name === this.#container);
    if (own === undefined || own.ready === this.#ready) return undefined;
    this.#ready = own.ready;
    return own.ready ? 'ready' : 'not ready';
  }
}

const written = (served: ServedCluster, { timestamps, limitBytes }: LogOptions, lines: readonly Line[]): string => {
  const text = lines
    .map(
      ({ at, text: told }) =>
        `${timestamps ? `${microTimestamp(served.epoch, at)} ` : ''}[${microTimestamp(served.epoch, at)}] ${told}\n`,
    )
    .join('');
  return limitBytes === Infinity ? text : text.slice(0, limitBytes);
};

const chosen = ({ since, tailLines }: LogOptions, lines: readonly Line[]): readonly Line[] => {
  const recent = lines.filter(({ at }) => at >= since);
  return tailLines >= recent.length ? recent : recent.slice(recent.length - tailLines);
};

/** Why there is no log yet, or no such one. */
const missing = (pod: PodRecord, { container, previous }: LogOptions): Failure => {
  const { name } = pod.meta;
  if (previous) return bad(`previous terminated container "${container}" in pod "${name}" not found`);
  if (pod.node === '') return bad(`pod ${name} does not have a host assigned`);
  const { containers, initContainers } = pod.status.shape;
  const reason =
    [...initContainers, ...containers].find((one) => one.name === container)?.reason ?? 'ContainerCreating';
  return bad(`container "${container}" in pod "${name}" is waiting to start: ${reason}`);
};

const isOver = (lines: readonly Line[]): boolean => lines.at(-1)?.text.startsWith('exited') === true;

/** Writes what there is and what comes, until the container ends or the pod is gone. */
const follow = (
  served: ServedCluster,
  pod: PodRecord,
  history: ContainerHistory,
  options: LogOptions,
  response: ServerResponse,
): void => {
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.flushHeaders();
  const run = history.runs.length - 1;
  response.write(written(served, options, chosen(options, history.runs[run] ?? [])));
  let told = (history.runs[run] ?? []).length;
  const cleanUps: (() => void)[] = [];
  const end = (): void => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    response.end();
  };
  const goOn = (): void => {
    history.read();
    const lines = history.runs[run] ?? [];
    if (lines.length > told) response.write(written(served, options, lines.slice(told)));
    told = lines.length;
    if (isOver(lines) || served.core.state.tables.Pod.get(pod.uid) === undefined) end();
  };
  cleanUps.push(
    served.onEnd(end),
    served.feed.listen('Pod', () => setImmediate(goOn)),
  );
  response.on('close', end);
  goOn();
};

/** Answers `kubectl logs`: what the simulation knows of a container, since nothing runs in it that could write. */
export const answerPodLog = (
  served: ServedCluster,
  { namespace, name }: ResourceRoute,
  { query }: Exchange,
): Outcome => {
  const pod = served.core.state.tables.Pod.find(namespace, name);
  if (pod === undefined) return rejected(notFound('Pod', name));
  const options = readOptions(served, pod, query);
  if (E.isLeft(options)) return failed(options.left);
  const history = new ContainerHistory(served, pod, options.right.container);
  const lines = history.runs.at(options.right.previous ? -2 : -1);
  if (lines === undefined) return failed(missing(pod, options.right));
  if (options.right.follow && !options.right.previous)
    return (response) => follow(served, pod, history, options.right, response);
  return textAnswer(200, written(served, options.right, chosen(options.right, lines)));
};
