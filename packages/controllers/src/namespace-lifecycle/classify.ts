import { second, type Duration } from '@orrery/core/engine';
import { textListAt, type Records } from '@orrery/core/cluster';

/** The finalizer in a namespace's spec that the controller takes off when the namespace is empty. */
export const namespaceFinalizer = 'kubernetes';

/** What a namespace needs: nothing, or to be emptied. */
export type Verdict = 'kept' | 'emptying';

export const classify = ({ meta, body }: Records['Namespace']): Verdict =>
  meta.deletion !== undefined && textListAt(body.json, 'spec', 'finalizers').includes(namespaceFinalizer)
    ? 'emptying'
    : 'kept';

/** When to look again at a namespace with this estimate. Source: namespace_controller.go, worker. */
export const lookAgainAfterUs = (estimateSeconds: number): Duration => (Math.floor(estimateSeconds / 2) + 1) * second;
