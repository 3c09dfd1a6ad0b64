import { millisecond, quantiles } from '@orrery/core/engine';
import { controlLoops, type LoopName, type Selection } from '@orrery/controllers';

/** How late components see a change in a search: a little, and by a deviation so late that a whole sync fits in between. */
const lag = quantiles({ min: millisecond, median: millisecond, p99: millisecond, max: 200 * millisecond });

/**
 * Loops that see everything at once also in a search: kubelets look at their own machines, and the order that a StatefulSet
 * promises is one in its own view (see the invariant ordered-creation). What makes and attaches disks asks live before it does
 * harm, and each lag more multiplies the runs of every search.
 */
const punctual: ReadonlySet<string> = new Set<LoopName>([
  'kubelet',
  'statefulset',
  'volume-manager',
  'volume-provisioner',
  'volume-attacher',
  'attach-detach',
]);

/** How close together two notices must be due for a search to let them change places. */
export const searchSlackUs = millisecond;

/** The lags of a search: of every kind that a loop watches, alike. */
export const searchLags: NonNullable<Selection['lags']> = Object.fromEntries(
  Object.entries(controlLoops)
    .filter(([name]) => !punctual.has(name))
    .map(([name, { watches }]) => [name, Object.fromEntries(watches.map((kind) => [kind, lag]))]),
);
