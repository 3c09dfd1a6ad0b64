import { isJsonObject, type Instant, type JsonObject } from '@orrery/core/engine';
import { conditionJson, readWorkloadConditions, type Records, type WorkloadCondition } from '@orrery/core/cluster';
import type { Remains } from './content.ts';

/** What a condition says while nothing is wrong. Source: status_condition_utils.go. */
const fine = [
  ['NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'],
  ['NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  [
    'NamespaceDeletionContentFailure',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed'],
  ['NamespaceFinalizersRemaining', 'ContentRemoved', 'All content successfully removed'],
] as const;

type Type = (typeof fine)[number][0];

interface Wrong {
  readonly reason: string;
  readonly message: string;
}

/** `a has 1, b has 2`, in the order of texts. */
const listed = (counts: ReadonlyMap<string, number>, between: string): string =>
  [...counts]
    .map(([name, count]) => `${name} ${between} ${count} resource instances`)
    .sort()
    .join(', ');

const wrongs = ({ resources, finalizers, errors }: Remains): ReadonlyMap<Type, Wrong> => {
  const found = new Map<Type, Wrong>();
  if (errors.length > 0)
    found.set('NamespaceDeletionContentFailure', {
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`,
    });
  if (resources.size > 0)
    found.set('NamespaceContentRemaining', {
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${listed(resources, 'has')}`,
    });
  if (finalizers.size > 0)
    found.set('NamespaceFinalizersRemaining', {
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${listed(finalizers, 'in')}`,
    });
  return found;
};

/** NL-69: the status with what is left; undefined: it says so already. A condition keeps its time while it keeps its status. */
export const statusWith = (
  { status }: Records['Namespace'],
  remains: Remains,
  now: Instant,
): JsonObject | undefined => {
  const before = readWorkloadConditions(status?.json ?? {});
  const wrong = wrongs(remains);
  const next = fine.map(([type, reason, message]): WorkloadCondition => {
    const old = before.find((one) => one.type === type);
    const value = wrong.has(type) ? ('True' as const) : ('False' as const);
    const transitionAt = old?.status === value ? old.transitionAt : now;
    return { type, status: value, updatedAt: undefined, transitionAt, ...(wrong.get(type) ?? { reason, message }) };
  });
  const foreign = before.filter((one) => !fine.some(([type]) => type === one.type));
  const same = next.every((condition) =>
    before.some(
      ({ type, status: value, reason, message }) =>
        type === condition.type &&
        value === condition.status &&
        reason === condition.reason &&
        message === condition.message,
    ),
  );
  if (same) return undefined;
  const rest = isJsonObject(status?.json) ? status.json : {};
  return { ...rest, phase: 'Terminating', conditions: [...foreign, ...next].map(conditionJson) };
};
