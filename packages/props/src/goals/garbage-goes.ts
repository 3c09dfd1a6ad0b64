import { kindNames, parseUuid, type ClusterState, type OwnerReference } from '@orrery/core/cluster';
import type { Goal } from './goal.ts';

const exists = ({ tables }: ClusterState, { uid }: OwnerReference): boolean => {
  const parsed = parseUuid(uid);
  return parsed !== undefined && tables[parsed.kind].get(parsed.uid) !== undefined;
};

export const garbageGoes: Goal = {
  name: 'garbage-goes',
  layer: 'API',
  states: 'In the end nothing is left all of whose owners are gone.',
  provided: 'its kubelet lives',
  judge: ({ state }) => {
    const unmet: string[] = [];
    let reached = 0;
    for (const kind of kindNames)
      for (const { meta } of state.tables[kind].toArray()) {
        if (meta.owners.length === 0) continue;
        reached++;
        if (!meta.owners.some((owner) => exists(state, owner)))
          unmet.push(`${kind} ${meta.name} has no owner any more`);
      }
    return { reached, unmet };
  },
};
