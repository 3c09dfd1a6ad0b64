import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '../engine/index.ts';
import { textsAt } from './field.ts';
import type { StringMap } from './meta.ts';
import { parseQuantity, toMilli, toValue } from './quantity.ts';

/** Amounts of resources as integers: thousandths of a core, and units (bytes, pods, devices) of everything else. */
export interface Requests {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** Extended resources by name. */
  readonly others: Readonly<Record<string, number>>;
}

/** Most ask for nothing else: one value for all of them. */
const noOthers: Requests['others'] = Object.freeze({});

export const noRequests: Requests = { cpuMilli: 0, memoryBytes: 0, ephemeralBytes: 0, others: noOthers };

const isNone = (others: Requests['others']): boolean => others === noOthers || Object.keys(others).length === 0;

const isZero = ({ cpuMilli, memoryBytes, ephemeralBytes, others }: Requests): boolean =>
  cpuMilli === 0 && memoryBytes === 0 && ephemeralBytes === 0 && isNone(others);

const amount = (text: string | undefined, milli: boolean): number => {
  if (text === undefined) return 0;
  const quantity = parseQuantity(text);
  if (E.isLeft(quantity)) return 0; // validation refused such a text before it could be stored
  return milli ? toMilli(quantity.right) : toValue(quantity.right);
};

const known = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

/** Reads a map of quantities such as `requests` or `allocatable`. */
export const readAmounts = (amounts: StringMap): Requests => ({
  cpuMilli: amount(amounts['cpu'], true),
  memoryBytes: amount(amounts['memory'], false),
  ephemeralBytes: amount(amounts['ephemeral-storage'], false),
  others: othersIn(amounts),
});

const othersIn = (amounts: StringMap): Requests['others'] => {
  const others = Object.entries(amounts).filter(([name]) => !known.has(name));
  return others.length === 0 ? noOthers : Object.fromEntries(others.map(([name, text]) => [name, amount(text, false)]));
};

/** What a container asks for: its requests, and where it names none, its limits (the API's defaulting). */
export const readRequests = (container: Json): Requests =>
  readAmounts({ ...textsAt(container, 'resources', 'limits'), ...textsAt(container, 'resources', 'requests') });

const addOthers = (a: Requests['others'], b: Requests['others']): Requests['others'] => {
  if (isNone(b)) return a;
  const others: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries(b)) others[name] = (others[name] ?? 0) + value;
  return others;
};

export const addRequests = (a: Requests, b: Requests): Requests =>
  isZero(b)
    ? a
    : {
        cpuMilli: a.cpuMilli + b.cpuMilli,
        memoryBytes: a.memoryBytes + b.memoryBytes,
        ephemeralBytes: a.ephemeralBytes + b.ephemeralBytes,
        others: addOthers(a.others, b.others),
      };

/** The larger of each amount. */
export const maxRequests = (a: Requests, b: Requests): Requests => {
  const others: Record<string, number> = { ...a.others };
  for (const [name, value] of Object.entries(b.others)) others[name] = Math.max(others[name] ?? 0, value);
  return {
    cpuMilli: Math.max(a.cpuMilli, b.cpuMilli),
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
    ephemeralBytes: Math.max(a.ephemeralBytes, b.ephemeralBytes),
    others,
  };
};

/** A quantity of bytes, such as a volume's capacity; 0 when not set. */
export const readBytes = (text: string | undefined): number => amount(text, false);
