import { never, type Instant } from '@orrery/core/engine';
import { isTerminal, type PodRecord, type Sandbox } from '@orrery/core/cluster';
import { slotsOf, startable, type Slot } from './containers.ts';
import { phaseOf } from './phase.ts';

/**
 * What a pod needs of its kubelet next. On the way up: `waiting` for claims to be bound, `mounting`, `sandboxing`, `starting` a
 * container, `running`. On the way down: `stopping` containers, `unmounting`, `reporting` the end, `leaving`, `over`.
 */
export type Verdict =
  | 'waiting'
  | 'mounting'
  | 'sandboxing'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'unmounting'
  | 'reporting'
  | 'leaving'
  | 'over';

export interface Classified {
  readonly verdict: Verdict;
  /** The container to start. */
  readonly slot: Slot | undefined;
  /** When a container comes out of its back-off; `never` when none is in one. */
  readonly until: Instant;
  /** Whatever comes of that came of it the last time too. */
  readonly lasting: boolean;
}

/** What the kubelet knows beside the pod and its sandbox. */
export interface Knowing {
  /** Claims are bound, what has to be attached is, and ConfigMaps and Secrets are there. */
  readonly volumesReady: boolean;
  /** When a container that stopped may be started again. */
  readonly restartAt: (slot: Slot) => Instant;
  /** Its next run waits as long as the last one, and nothing but a change from outside makes it go better. */
  readonly isLasting: (slot: Slot) => boolean;
  /** A running container has passed its startup probe. */
  readonly startedUp: (slot: Slot) => boolean;
  /** A container has been started whose hook has not ended. */
  readonly hooking: boolean;
  /** The kubelet has decided that it ends. */
  readonly doomed: boolean;
}

const plain = (verdict: Verdict): Classified => ({ verdict, slot: undefined, until: never, lasting: false });

/** Has the pod come to its end, by request or because none of its containers is to run again? */
export const isEnding = (pod: PodRecord | undefined, sandbox: Sandbox | undefined, doomed: boolean): boolean => {
  if (doomed || pod === undefined || pod.meta.deletion !== undefined || isTerminal(pod)) return true;
  if (pod.spec.restartPolicy === 'Always') return false; // nothing that runs again comes to its end
  const phase = phaseOf(slotsOf(pod, sandbox), pod.spec.restartPolicy, false);
  return phase === 'Succeeded' || phase === 'Failed';
};

/** KL-1: what one pod means to its kubelet now; `pod` is undefined when the object is gone and only its processes are left. */
export const classify = (
  pod: PodRecord | undefined,
  sandbox: Sandbox | undefined,
  knowing: Knowing,
  now: Instant,
): Classified => {
  if (pod === undefined || isEnding(pod, sandbox, knowing.doomed)) return plain(endingVerdict(pod, sandbox));
  if (pod.claims.length > 0 && sandbox?.mounted !== true) return plain(knowing.volumesReady ? 'mounting' : 'waiting');
  if (sandbox === undefined || sandbox.ip === 0) return plain(knowing.volumesReady ? 'sandboxing' : 'waiting');
  if (knowing.hooking) return plain('starting');
  let until = never;
  let lasting = true;
  for (const slot of startable(slotsOf(pod, sandbox), pod.spec.restartPolicy, knowing.startedUp)) {
    const restartAt = knowing.restartAt(slot);
    if (restartAt <= now) return { verdict: 'starting', slot, until: never, lasting: false };
    until = Math.min(until, restartAt);
    lasting &&= knowing.isLasting(slot);
  }
  return { verdict: 'running', slot: undefined, until, lasting };
};

/** KL-4: containers stop, volumes go, the end is reported and seen by the API; only then does the pod leave. */
const endingVerdict = (pod: PodRecord | undefined, sandbox: Sandbox | undefined): Verdict => {
  if (sandbox?.containers.some(({ state }) => state === 'running') === true) return 'stopping';
  if (sandbox?.mounted === true) return 'unmounting';
  if (pod !== undefined && !isTerminal(pod)) return 'reporting';
  if (sandbox !== undefined) return 'leaving';
  const { deletion } = pod?.meta ?? {};
  return deletion !== undefined && deletion.graceSeconds > 0 ? 'leaving' : 'over';
};
