import {
  ClusterState,
  evolve,
  kindNames,
  Table,
  KeyNumbers,
  type AnyRecord,
  type ClusterEvent,
} from '@orrery/core/cluster';
import { timed, type Figure } from '../suite.ts';
import { rollout } from './rollout.ts';

const nodes = 2_000;

/** Folding a recorded rollout against setting the same records in tables and doing nothing else. */
export const fold = async (): Promise<readonly Figure[]> => {
  const { cluster } = rollout(nodes);
  const { log } = cluster.core;
  const events: ClusterEvent[] = [];
  for (let position = 1; position <= log.length; position++) events.push(log.event(position));
  const records: AnyRecord[] = [];
  const recording = ClusterState.empty();
  events.forEach((event, index) => {
    const change = evolve(recording, event, index + 1, log.instantOf(index + 1));
    if (change !== undefined && 'after' in change && change.after !== undefined && 'meta' in change.after)
      records.push(change.after);
  });
  const folding = (): void => {
    const state = ClusterState.empty();
    events.forEach((event, index) => evolve(state, event, index + 1, log.instantOf(index + 1)));
  };
  const bare = (): void => {
    const keys = new KeyNumbers();
    const tables = Object.fromEntries(kindNames.map((kind) => [kind, new Table<AnyRecord>(keys)]));
    for (const record of records) tables[record.kind]?.put(record);
  };
  const { folding: foldMs = 0, bare: bareMs = 0 } = await timed({ folding, bare });
  const suite = 'fold';
  return [
    { suite, name: 'events', value: events.length, unit: '' },
    { suite, name: 'fold of a rollout', value: (foldMs / events.length) * 1e6, unit: 'ns/event' },
    { suite, name: 'bare set of its records', value: (bareMs / records.length) * 1e6, unit: 'ns/record' },
    {
      suite,
      name: 'bare set ÷ fold',
      value: bareMs / records.length / (foldMs / events.length),
      unit: '×',
      bar: { atLeast: 0.5 },
    },
  ];
};
