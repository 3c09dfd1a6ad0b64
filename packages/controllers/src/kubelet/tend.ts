import { isJsonObject, never, second, type Instant, type Json } from '@orrery/core/engine';
import { isTerminal, listAt, textAt, type NodeRecord } from '@orrery/core/cluster';
import { nodeStatusAt, nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { evictionDoom, isCritical, pressureOf, ranked, thresholdsMet, type Candidate, type Met } from './eviction.ts';
import type { Memory } from './memory.ts';
import { nodeOfKey, type Pressure } from './pressure.ts';
import { reportedOnNode, reportedRejection } from './reported.ts';
import { nodeAmounts, podAmounts, usingOf } from './usage.ts';
import { runOf } from './worker.ts';

/** The eviction manager looks so often. Source: evictionMonitoringPeriod. */
const lookUs = 10 * second;

/** While a pod that it evicts goes, it looks every second, for so long. Source: podCleanupPollFreq, podCleanupTimeout. */
const pollUs = second;
const cleanUpUs = 30 * second;

const nextLook = (now: Instant): Instant => (Math.floor(now / lookUs) + 1) * lookUs;

const lookFrom = (instant: Instant): Instant => Math.ceil(instant / lookUs) * lookUs;

/** KL-32, KL-33: what a kubelet does about its node: it looks when something may be short, evicts a pod, and keeps the conditions. */
export const tend = (memory: Memory, key: number, planning: Planning): Plan => {
  const node = planning.view.tables.Node.get(nodeOfKey(key));
  if (node === undefined) return nothing;
  const { name } = node.meta;
  const { powered, kubelet } = planning.physical.host(name);
  if (!powered || !kubelet) return nothing;
  const known = memory.machine.pressures.get(name);
  const pressure: Pressure = known ?? {
    seen: new Map(),
    active: [],
    looksAt: never,
    evicting: undefined,
    statusAt: never,
  };
  const candidates = candidatesOn(memory, name, planning);
  const looked =
    pressure.looksAt <= planning.now ? look(pressure, node, candidates, planning) : { steps: [], also: [] };
  const { at, lasting } = nextOf(pressure, node, candidates, planning);
  pressure.looksAt = at;
  const idle = at === never && pressure.active.length === 0;
  const written = writeStatus(pressure, node, planning);
  if (idle && pressure.statusAt === never) memory.machine.pressures.delete(name);
  else memory.machine.pressures.set(name, pressure);
  const steps = memory.machine.cutOff.has(name) ? [] : [...looked.steps, ...written];
  const wake = Math.min(at, pressure.statusAt);
  if (wake === never) return { steps, also: looked.also };
  const periodic = lasting && pressure.statusAt === never;
  return { steps, also: looked.also, requeueAfterUs: Math.max(0, wake - planning.now), periodic };
};

/** Pods that the kubelet let on and has not given up. */
const candidatesOn = (memory: Memory, name: string, planning: Planning): readonly Candidate[] => {
  const { workers, cutOff } = memory.machine;
  const seen = cutOff.get(name)?.pods;
  return memory.podsOn.of(name).flatMap((uid): readonly Candidate[] => {
    const worker = workers.get(uid);
    const pod = seen === undefined ? planning.view.tables.Pod.get(uid) : seen.get(uid);
    if (worker?.admitted !== true || pod === undefined || isTerminal(pod)) return [];
    const using = usingOf(pod, planning.physical.sandbox(uid), worker, planning.now);
    return [{ pod, worker, using }];
  });
};

interface Looked {
  readonly steps: readonly Step[];
  readonly also: readonly number[];
}

/** One round of the eviction manager. Source: eviction_manager.go, synchronize. */
const look = (
  pressure: Pressure,
  node: NodeRecord,
  candidates: readonly Candidate[],
  { now, kubelets, physical }: Planning,
): Looked => {
  const { evicting } = pressure;
  if (evicting !== undefined) {
    const going = physical.sandbox(evicting.uid)?.containers.some(({ state }) => state === 'running') === true;
    if (going && now < evicting.since + cleanUpUs) return { steps: [], also: [] };
    pressure.evicting = undefined;
  }
  const met = thresholdsMet(nodeAmounts(candidates.map(({ using }) => podAmounts(using))), node, kubelets);
  for (const { signal } of met) pressure.seen.set(pressureOf[signal], now);
  for (const [type, at] of pressure.seen)
    if (now - at >= kubelets.evictionPressureTransitionUs) pressure.seen.delete(type);
  pressure.active = Object.values(pressureOf).filter((type) => pressure.seen.has(type));
  const [first] = met;
  return first === undefined ? { steps: [], also: [] } : evict(pressure, node, candidates, first, now);
};

const evict = (
  pressure: Pressure,
  node: NodeRecord,
  candidates: readonly Candidate[],
  met: Met,
  now: Instant,
): Looked => {
  const attempt = reportedOnNode(node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${met.resource}`);
  const active = candidates.filter(({ pod, worker }) => worker.doom === undefined && !isCritical(pod));
  const [victim] = ranked(active, met.signal);
  if (victim === undefined) return { steps: [attempt], also: [] };
  const doom = evictionDoom(victim, met);
  victim.worker.doom = doom;
  pressure.evicting = { uid: victim.pod.uid, since: now };
  return { steps: [attempt, reportedRejection(victim.pod, doom)], also: [victim.pod.uid] };
};

/** When the manager would find anything: a threshold met, a pod gone that it evicts, or a condition that is over. */
const nextOf = (
  pressure: Pressure,
  node: NodeRecord,
  candidates: readonly Candidate[],
  planning: Planning,
): { readonly at: Instant; readonly lasting: boolean } => {
  const { now, kubelets } = planning;
  if (pressure.evicting !== undefined) return { at: now + pollUs, lasting: false };
  const grown = candidates.flatMap(({ worker, using }) =>
    using.map(({ slot }) => runOf(worker, slot.spec.name).uses?.grownAt ?? 0).filter((at) => at > now),
  );
  const looks = [nextLook(now), ...grown.map(lookFrom)].filter((at) => at > now).toSorted((a, b) => a - b);
  const short = looks.find((at) => isShort(node, candidates, at, planning)) ?? never;
  const over = Math.min(never, ...pressure.seen.values()) + kubelets.evictionPressureTransitionUs;
  const hopeless = candidates.every(({ pod, worker }) => worker.doom !== undefined || isCritical(pod));
  return { at: Math.min(short, lookFrom(over)), lasting: short < never && hopeless };
};

const isShort = (
  node: NodeRecord,
  candidates: readonly Candidate[],
  at: Instant,
  { kubelets, physical }: Planning,
): boolean => {
  const used = candidates.map(({ pod, worker }) => podAmounts(usingOf(pod, physical.sandbox(pod.uid), worker, at)));
  return thresholdsMet(nodeAmounts(used), node, kubelets).length > 0;
};

// --- conditions -----------------------------------------------------------------------------------------------------

const words = {
  MemoryPressure: {
    True: ['InsufficientMemory', 'kubelet has insufficient memory available'],
    False: ['SufficientMemory', 'kubelet has sufficient memory available'],
  },
  DiskPressure: {
    True: ['DiskPressure', 'kubelet has disk pressure'],
    False: ['NoDiskPressure', 'kubelet has no disk pressure'],
  },
  PIDPressure: {
    True: ['InsufficientPID', 'kubelet has insufficient PID available'],
    False: ['SufficientPID', 'kubelet has sufficient PID available'],
  },
} as const;

const statedBy = ({ active }: Pressure, type: keyof typeof words): 'True' | 'False' =>
  active.includes(type) ? 'True' : 'False';

/** KL-35: conditions that have changed are written when the kubelet next looks at its node's status, and told. Source: nodestatus/setters.go. */
const writeStatus = (pressure: Pressure, node: NodeRecord, { now, body }: Planning): readonly Step[] => {
  const types = Object.values(pressureOf);
  const statusOf = (type: string): string | undefined =>
    node.status.conditions.find((one) => one.type === type)?.status;
  const changed = types.filter((type) => {
    const present = statusOf(type);
    return present !== undefined && present !== 'Unknown' && present !== statedBy(pressure, type);
  });
  if (changed.length === 0) {
    pressure.statusAt = never;
    return [];
  }
  if (pressure.statusAt === never) pressure.statusAt = nodeStatusAt(node.uid, now);
  if (pressure.statusAt > now) return [];
  pressure.statusAt = never;
  const news = changed.map((type) => {
    const [word] = words[type][statedBy(pressure, type)];
    return reportedOnNode(node, 'Normal', `NodeHas${word}`, `Node ${node.meta.name} status is now: NodeHas${word}`);
  });
  const conditions = listAt(node.statusBody.json, 'conditions').map((one): Json => {
    const type = changed.find((it) => it === textAt(one, 'type'));
    if (type === undefined) return one;
    const status = statedBy(pressure, type);
    const [word, message] = words[type][status];
    return { type, status, reason: `KubeletHas${word}`, message };
  });
  const json = node.statusBody.json;
  const status = body({ ...(isJsonObject(json) ? json : {}), conditions });
  return [...news, { command: { type: 'UpdateStatus', kind: 'Node', uid: node.uid, status }, onRejection: 'continue' }];
};
