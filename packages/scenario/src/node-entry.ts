import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { checked } from './checked.ts';
import { closed, shown } from './closed.ts';
import { FilledText, LooseText, oneOf, Text, whole } from './scalar.ts';
import { parseQuantity } from '@orrery/core/cluster';

/** More nodes than this in one entry are a slip of the finger. */
const mostNodes = 2_000_000;

const dnsName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const NodeName = checked(FilledText, (name) =>
  dnsName.test(name) && name.length <= 253
    ? undefined
    : `${shown(name)} cannot be a node's name: lower-case letters, digits, '-' and '.'`,
);

const NamePrefix = checked(FilledText, (prefix) =>
  dnsName.test(`${prefix}0`)
    ? undefined
    : `${shown(prefix)} cannot begin a node's name: lower-case letters, digits, '-' and '.'`,
);

export const Taint = closed(
  'Taint',
  { key: FilledText, effect: oneOf('taint effect', ['NoSchedule', 'PreferNoSchedule', 'NoExecute']) },
  { value: Text },
);

const Amount = checked(LooseText, (text) =>
  E.isLeft(parseQuantity(text)) ? `${shown(text)} is not a quantity such as 4, 500m or 16Gi` : undefined,
);

const Labels = t.record(t.string, LooseText);
const Amounts = t.record(t.string, Amount);

/** One node, or many that differ in their number only. */
export const NodeEntry = checked(
  closed(
    'NodeEntry',
    {},
    {
      name: NodeName,
      count: whole('a whole number of nodes from 0', 0, mostNodes),
      namePrefix: NamePrefix,
      labels: Labels,
      annotations: Labels,
      taints: t.readonlyArray(Taint),
      capacity: Amounts,
      allocatable: Amounts,
    },
  ),
  ({ name, count, namePrefix }) => {
    if (name !== undefined)
      return count === undefined && namePrefix === undefined
        ? undefined
        : 'a node has either a name, or a count with a namePrefix, not both';
    return count !== undefined && namePrefix !== undefined
      ? undefined
      : 'a node needs a name, or a count with a namePrefix';
  },
);
export interface NodeEntry extends t.TypeOf<typeof NodeEntry> {}
