import * as E from 'fp-ts/lib/Either.js';
import { formatDuration, minute, type JsonObject } from '@orrery/core/engine';
import { timestamp } from '@orrery/core/cluster';
import { Scenario } from '@orrery/scenario';
import type { Reached } from '../clock.ts';
import { failed, methodNotAllowedHere, noSuchPath, objectAnswer, type Outcome } from '../http/answer.ts';
import { commandOf, type Exchange } from '../http/exchange.ts';
import type { Served } from '../http/served.ts';
import type { Place, ServedCluster } from '../served-cluster.ts';
import { readGoal } from './goal.ts';
import { badInput, durationIn, faultIn, membersOf, parseSpeed, placeIn } from './input.ts';

/** How the clock stands. */
const clockObject = (served: ServedCluster): JsonObject => ({
  now: formatDuration(served.now),
  microseconds: served.now,
  time: timestamp(served.epoch, served.now),
  speed: served.clock.speed,
  position: served.position,
  quiet: served.player.idle,
  log: served.logName,
});

const clockAnswer = (served: ServedCluster, more: JsonObject = {}): Outcome =>
  objectAnswer(200, { ...clockObject(served), ...more });

const setSpeed = (served: ServedCluster, { body }: Exchange): Outcome => {
  const members = membersOf(body, ['speed']);
  if (E.isLeft(members)) return failed(members.left);
  const speed = parseSpeed(members.right['speed']);
  if (E.isLeft(speed)) return failed(badInput(speed.left));
  served.clock.setSpeed(speed.right);
  return clockAnswer(served);
};

const after = (served: ServedCluster, how: Reached, more: JsonObject = {}): Outcome =>
  how === 'cancelled'
    ? failed({ code: 409, reason: 'Conflict', message: 'the run was wound back before that' })
    : clockAnswer(served, more);

const advance = async (served: ServedCluster, { body }: Exchange): Promise<Outcome> => {
  const members = membersOf(body, ['by', 'to']);
  if (E.isLeft(members)) return failed(members.left);
  const by = durationIn(members.right, 'by');
  const to = durationIn(members.right, 'to');
  if (E.isLeft(by)) return failed(by.left);
  if (E.isLeft(to)) return failed(to.left);
  if ((by.right === undefined) === (to.right === undefined))
    return failed(badInput('advance wants either "by" or "to", such as {"by": "5m"}'));
  const until = to.right ?? served.now + (by.right ?? 0);
  if (until < served.now)
    return failed(badInput(`${formatDuration(until)} is past: it is ${formatDuration(served.now)}; rewind goes back`));
  return after(served, await served.clock.runUntil(until));
};

/** Most instants that are stepped through at once. */
const mostSteps = 10_000;

const step = (served: ServedCluster, { body }: Exchange): Outcome => {
  const members = membersOf(body, ['instants']);
  if (E.isLeft(members)) return failed(members.left);
  const { instants = 1 } = members.right;
  if (typeof instants !== 'number' || !Number.isInteger(instants) || instants < 1 || instants > mostSteps)
    return failed(badInput(`instants: expected a whole number from 1 to ${mostSteps}`));
  served.clock.step(instants);
  return clockAnswer(served);
};

const runUntil = async (served: ServedCluster, { body }: Exchange): Promise<Outcome> => {
  const members = membersOf(body, ['for', 'on', 'namespace', 'timeout']);
  if (E.isLeft(members)) return failed(members.left);
  const timeout = durationIn(members.right, 'timeout');
  if (E.isLeft(timeout)) return failed(timeout.left);
  const within = timeout.right ?? 10 * minute;
  const goal = readGoal(served, members.right, within);
  if (E.isLeft(goal)) return failed(goal.left);
  const { holds, said, exitCode, end } = goal.right;
  const how = await served.clock.runUntil(served.now + within, holds);
  end();
  return after(served, how, { held: exitCode() === 0, said: said() });
};

const inject = async (served: ServedCluster, exchange: Exchange): Promise<Outcome> => {
  const fault = faultIn(exchange.body);
  if (E.isLeft(fault)) return failed(fault.left);
  const done = served.inject(commandOf(exchange), fault.right);
  await served.saved();
  return E.isLeft(done)
    ? failed({ code: 422, reason: 'Invalid', message: done.left })
    : clockAnswer(served, { position: done.right });
};

/** A place of the run that is named in a body; left: what is wrong with it. */
const placeOf = (served: ServedCluster, { body }: Exchange, name: string): E.Either<Outcome, Place> => {
  const members = membersOf(body, [name]);
  if (E.isLeft(members)) return E.left(failed(members.left));
  const place = placeIn(members.right, name);
  if (E.isLeft(place)) return E.left(failed(place.left));
  const { right } = place;
  const beyond =
    right.type === 'instant' ? right.at > served.now : right.position < 1 || right.position > served.position;
  if (!beyond) return place;
  return E.left(
    failed(badInput(`${name}: the run has only come to ${formatDuration(served.now)}, #${served.position}`)),
  );
};

const rewind = (served: ServedCluster, exchange: Exchange): Outcome => {
  const place = placeOf(served, exchange, 'to');
  if (E.isLeft(place)) return place.left;
  const closed = served.logName;
  served.rewind(place.right);
  return clockAnswer(served, { closedLog: closed });
};

const fork = async ({ cluster, open }: Served, exchange: Exchange): Promise<Outcome> => {
  const place = placeOf(cluster, exchange, 'at');
  if (E.isLeft(place)) return place.left;
  const forked = cluster.fork(place.right);
  const { url, kubeconfig } = await open(forked);
  return clockAnswer(forked, { server: url, kubeconfig });
};

const record = (served: ServedCluster): Outcome => {
  const { scenario, until } = served.recording();
  return objectAnswer(200, Scenario.encode({ ...scenario, until }) as JsonObject); // its codec writes JSON
};

/** Answers what Kubernetes has no words for: the clock, faults, going back, forking. */
export const answerOrrery = (served: Served, exchange: Exchange): Outcome | Promise<Outcome> => {
  const { method, segments } = exchange;
  const { cluster } = served;
  const what = segments.slice(1).join('/');
  const posts: Readonly<Record<string, () => Outcome | Promise<Outcome>>> = {
    'v1/clock/speed': () => setSpeed(cluster, exchange),
    'v1/clock/advance': () => advance(cluster, exchange),
    'v1/clock/step': () => step(cluster, exchange),
    'v1/clock/run-until': () => runUntil(cluster, exchange),
    'v1/faults': () => inject(cluster, exchange),
    'v1/rewind': () => rewind(cluster, exchange),
    'v1/fork': () => fork(served, exchange),
  };
  const gets: Readonly<Record<string, () => Outcome>> = {
    'v1/clock': () => clockAnswer(cluster),
    'v1/recording': () => record(cluster),
  };
  const found = Object.hasOwn(posts, what) ? posts[what] : undefined;
  if (found !== undefined) return method === 'POST' ? found() : methodNotAllowedHere;
  const read = Object.hasOwn(gets, what) ? gets[what] : undefined;
  if (read === undefined) return noSuchPath;
  return method === 'GET' ? read() : methodNotAllowedHere;
};
