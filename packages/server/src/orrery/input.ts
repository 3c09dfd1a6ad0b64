import * as E from 'fp-ts/lib/Either.js';
import { parseDuration, type Duration, type Json } from '@orrery/core/engine';
import { faultNames } from '@orrery/core/faults';
import type { Failure } from '../http/answer.ts';
import type { Speed } from '../clock.ts';
import type { Place } from '../served-cluster.ts';

export type Members = Readonly<Record<string, Json>>;

export const badInput = (message: string): Failure => ({ code: 400, reason: 'BadRequest', message });

/** The members of a body; unknown ones are refused. No body is an empty one. */
export const membersOf = (body: Json | undefined, known: readonly string[]): E.Either<Failure, Members> => {
  if (body === undefined || body === null) return E.right({});
  if (typeof body !== 'object' || Array.isArray(body)) return E.left(badInput('the body must be an object'));
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined)
    return E.left(badInput(`unknown member ${JSON.stringify(unknown)}; known: ${known.join(', ') || 'none'}`));
  return E.right(body as Members); // an object of JSON
};

/** A duration as Go writes it. */
export const durationIn = (members: Members, name: string): E.Either<Failure, Duration | undefined> => {
  const given = members[name];
  if (given === undefined) return E.right(undefined);
  const parsed = typeof given === 'string' ? parseDuration(given) : E.left('expected a text such as 90s or 1h30m');
  return E.isLeft(parsed) ? E.left(badInput(`${name}: ${parsed.left}`)) : parsed;
};

export const textIn = (members: Members, name: string): string => {
  const given = members[name];
  return typeof given === 'string' ? given : '';
};

/** `90s` or `#1234`. */
export const placeIn = (members: Members, name: string): E.Either<Failure, Place> => {
  const given = textIn(members, name);
  if (/^#\d{1,15}$/.test(given)) return E.right({ type: 'position', position: Number(given.slice(1)) });
  const at = parseDuration(given);
  return E.isLeft(at)
    ? E.left(badInput(`${name}: expected an instant such as 90s or a position such as #1234`))
    : E.right({ type: 'instant', at: at.right });
};

/** Faster than this no clock is asked to go; who wants more wants `asap`. */
const fastest = 1_000_000;

/** A speed as people write it: `10`, `0.5`, `asap`, `paused`. */
export const parseSpeed = (given: Json | undefined): E.Either<string, Speed> => {
  if (given === 'asap' || given === 'paused') return E.right(given);
  const value = typeof given === 'string' && /^\d{1,7}(\.\d{1,3})?$/.test(given) ? Number(given) : given;
  if (value === 0) return E.right('paused');
  return typeof value === 'number' && value > 0 && value <= fastest
    ? E.right(value)
    : E.left(`a speed is a number from 0 to ${fastest}, asap or paused, not ${JSON.stringify(given ?? null)}`);
};

/** `{"crash": "node/node-1"}`. */
export const faultIn = (body: Json | undefined): E.Either<Failure, Readonly<Record<string, string>>> => {
  const members = membersOf(body, faultNames);
  if (E.isLeft(members)) return members;
  const entries = Object.entries(members.right).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return entries.length === 1
    ? E.right(Object.fromEntries(entries))
    : E.left(
        badInput(`a fault is one of ${faultNames.join(', ')}, with what it befalls, such as {"crash": "node/node-1"}`),
      );
};
