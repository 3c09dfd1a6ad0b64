import * as E from 'fp-ts/lib/Either.js';
import { History, type ClusterState } from '@orrery/core/cluster';
import { handle, type ApiServer, type Rejection } from '@orrery/core/api';
import { defaultKubernetesVersion, kubernetesVersions, type KubernetesVersion } from '@orrery/core/control';
import { filesOf, kubectlWords, parseWords, readRecords, type Line } from '@orrery/kubectl';
import { CommandRun, type Surroundings } from '@orrery/scenario';
import type { Place } from './arguments.ts';
import { placed, readLog, type ClusterLog } from './log-reading.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { attemptLines, attemptsOf } from './why/attempt.ts';

/** What can be asked of the past. */
const questions = ['get', 'describe', 'events', 'rollout status', 'rollout history'];

/** `orrery show`: folds a log to a place, and asks kubectl's question of the state there. */
export const show = (path: string, place: Place | undefined, words: readonly string[], terminal: Terminal): number => {
  const asked = words[0] === 'kubectl' ? words.slice(1) : words;
  const verb = asked.slice(0, asked[0] === 'rollout' ? 2 : 1).join(' ') || 'nothing';
  if (!questions.includes(verb)) throw new UsageError(`show takes ${questions.join(', ')}, not ${verb}`);
  const line = parseWords(asked);
  const complaint = E.isLeft(line) ? line.left : line.right.complaint;
  if (complaint !== undefined) throw new UsageError(complaint);
  if (E.isRight(line) && (line.right.flags.on('watch') || line.right.flags.on('watch-only')))
    throw new UsageError('the past does not change: show takes no --watch');
  const decoded = readLog(path, terminal);
  const { position, now } = placed(decoded, place);
  const state = new History(decoded.log).stateAt(position);
  const server = readOnly(decoded, state, position, now);
  const run = new CommandRun(kubectlWords(asked, contextOf(decoded, now)), surroundings(server, terminal));
  run.resume();
  if (E.isRight(line) && verb === 'describe')
    for (const text of keptAttempts(line.right, { log: decoded.log, state, position })) terminal.out(`${text}\n`);
  return run.standing.type === 'ended' ? run.standing.exitCode : 0;
};

const podWords: readonly string[] = ['pod', 'pods', 'po'];

/** Names of the pods that a line asks for one by one. */
const podsOf = ({ words: [first = '', ...rest] }: Line): readonly string[] =>
  podWords.includes(first)
    ? rest
    : [first, ...rest].flatMap((word) => {
        const [kind = '', name] = word.split('/');
        return podWords.includes(kind) && name !== undefined ? [name] : [];
      });

/** How many attempts are shown. */
const mostAttempts = 5;

/** KC-232: what the log keeps of the attempts to place pods. kubectl has no such thing, so it stands below its page. */
const keptAttempts = (line: Line, scene: Parameters<typeof attemptsOf>[0]): readonly string[] =>
  podsOf(line).flatMap((name) => {
    const pod = scene.state.tables.Pod.find(line.flags.text('namespace') ?? 'default', name);
    const attempts = pod === undefined ? [] : attemptsOf(scene, pod.uid, mostAttempts).map(attemptLines);
    if (attempts.length === 0) return [];
    const lines = attempts.flatMap(([first = '', ...rest]) => [`  ${first}`, ...rest.map((text) => `    ${text}`)]);
    return ['', `Scheduling of ${name}, as the log keeps it:`, ...lines];
  });

const versionOf = ({ header }: ClusterLog): KubernetesVersion =>
  kubernetesVersions.find((one) => one === header.kubernetesVersion) ?? defaultKubernetesVersion;

const contextOf = (decoded: ClusterLog, now: number): Parameters<typeof kubectlWords>[1] => ({
  now: () => now,
  epoch: decoded.header.epoch,
  version: versionOf(decoded),
  files: filesOf({}),
});

const refused: Rejection = {
  reason: 'Forbidden',
  kind: undefined,
  name: '',
  message: 'this is the past: it can be looked at and not changed',
  causes: [],
};

const readOnly = (decoded: ClusterLog, state: ClusterState, position: number, now: number): ApiServer => ({
  state,
  epoch: decoded.header.epoch,
  now,
  position,
  version: versionOf(decoded),
  execute: () => E.left(refused),
  body: (json) => decoded.log.dictionary.body(json),
});

const surroundings = (server: ApiServer, { out, err }: Terminal): Surroundings => ({
  now: () => server.now,
  request: (request) => handle(server, request),
  read: (request) => readRecords(server, request),
  print: (stream, text) => (stream === 'stdout' ? out : err)(`${text}\n`),
});
