import { second, type Duration } from '@orrery/core/engine';
import { tolerates, type PodRecord, type Taint } from '@orrery/core/cluster';

/** NL-50: what the taints of its node mean to a pod: it stays, goes at once, or goes after a while. */
export type Verdict =
  | { readonly verdict: 'stays' }
  | { readonly verdict: 'goes' }
  | { readonly verdict: 'goes-after'; readonly us: Duration };

/**
 * A taint that nothing tolerates drives the pod away at once; of the tolerations that are used the one with the shortest time counts,
 * and those without a time last for ever. Source: processPodOnNode, getMinTolerationTime.
 */
export const classify = ({ spec }: PodRecord, taints: readonly Taint[]): Verdict => {
  let shortest: number | undefined;
  for (const taint of taints) {
    const used = spec.tolerations.find((toleration) => tolerates(toleration, taint));
    if (used === undefined) return { verdict: 'goes' };
    if (used.tolerationSeconds === undefined) continue;
    shortest = Math.min(shortest ?? used.tolerationSeconds, used.tolerationSeconds);
  }
  if (shortest === undefined) return { verdict: 'stays' };
  return { verdict: 'goes-after', us: Math.max(0, shortest) * second };
};
