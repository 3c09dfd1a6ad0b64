import { never, second, type Instant } from '@orrery/core/engine';
import type { PodRecord, Sandbox } from '@orrery/core/cluster';
import type { Planning, ProbeAnswer, ProbeType, Step } from '@orrery/core/control';
import { behaviourFor, limitsOf } from './behaviour.ts';
import { isRunning, slotsOf, wantsRun, type Slot } from './containers.ts';
import type { Fates } from './fate.ts';
import { initialResult, isLost, nextProbe, probe, type Probing } from './probing.ts';
import { failureText, probeGrace, probeSpec } from './probe-spec.ts';
import { reported } from './reported.ts';
import { killContainer } from './stop.ts';
import { useOf } from './usage.ts';
import type { Wake } from './wake.ts';
import { runOf, type Run, type Worker } from './worker.ts';

const probeTypes = ['startup', 'readiness', 'liveness'] as const;

/** What is still probed in a pod that is on its way out. Source: prober_manager.go, StopLivenessAndStartup. */
export const probedToTheEnd: readonly ProbeType[] = ['readiness'];

/** A container that was started says when it will be ready, and gets its probes. */
export const watchStart = (worker: Worker, pod: PodRecord, slot: Slot, planning: Planning): void => {
  const { process } = slot;
  const run = runOf(worker, slot.spec.name);
  if (process === undefined || run.startedAt === process.startedAt) return;
  const { startedAt } = process;
  const { choices, timing } = planning;
  const isProbed = probeTypes.some((type) => probeSpec(slot, type) !== undefined);
  const ready = (isProbed ? behaviourFor(pod, slot, planning).ready : undefined) ?? timing.containerReady;
  run.startedAt = startedAt;
  run.answersAt = startedAt + choices.delay('kubelet/containerReady', pod.uid, process.restarts, slot.index, ready);
  if (run.probes.length > 0) run.probes = [];
  run.uses = useOf(pod, slot, process, planning);
  run.evictAt = evictAt(pod, slot, startedAt, planning);
  run.startedUp = startedAt;
  const found = worker.foundAt !== never && startedAt < worker.foundAt;
  const noticedAt = found ? planning.now : startedAt + noticeUs(pod, slot, planning);
  if (probeSpec(slot, 'startup') === undefined || (found && wasReady(pod, slot)))
    return beginProbes(worker, pod, slot, run, noticedAt, planning);
  run.startedUp = never;
  addProbe(worker, pod, slot, run, 'startup', noticedAt, never, planning);
};

/** The kubelet measures what its pods have written every 10 s. Source: monitoringInterval. */
const measureUs = 10 * second;

const evictAt = (pod: PodRecord, slot: Slot, startedAt: Instant, planning: Planning): Instant => {
  const { uses } = behaviourFor(pod, slot, planning);
  if (uses === undefined) return never;
  const limit = limitsOf(slot).ephemeralBytes;
  const over = limit > 0 && uses.diskBytes > limit;
  return over ? (Math.floor(startedAt / measureUs) + 1) * measureUs : never;
};

/** A container that a kubelet finds when it starts had started up if the status says that it was ready. */
const wasReady = ({ status }: PodRecord, { spec }: Slot): boolean =>
  [...status.shape.initContainers, ...status.shape.containers].some(({ name, ready }) => name === spec.name && ready);

/** From a change in the runtime to when the kubelet looks at the pod. */
const noticeUs = (pod: PodRecord, { process, index }: Slot, { choices, timing }: Planning): number =>
  choices.delay('kubelet/notice', pod.uid, process?.restarts ?? 0, index, timing.statusReport);

/** KL-20: readiness and liveness are probed from when the container has started up; readiness at once, and then at its ticks. */
const beginProbes = (worker: Worker, pod: PodRecord, slot: Slot, run: Run, from: Instant, planning: Planning): void => {
  addProbe(worker, pod, slot, run, 'readiness', from, from, planning);
  addProbe(worker, pod, slot, run, 'liveness', from, never, planning);
};

const addProbe = (
  worker: Worker,
  pod: PodRecord,
  slot: Slot,
  run: Run,
  type: ProbeType,
  from: Instant,
  extraAt: Instant,
  planning: Planning,
): void => {
  const spec = probeSpec(slot, type);
  if (spec === undefined) return;
  const epoch = worker.probesFrom + Math.floor(worker.probeJitter * spec.periodUs);
  run.probes = run.probes.concat({
    spec,
    epoch,
    startedAt: run.startedAt,
    answers: answersOf(run, behaviourFor(pod, slot, planning).probes?.[type] ?? []),
    from: Math.max(from, run.startedAt + spec.initialDelayUs),
    extraAt,
    result: initialResult(type),
    last: undefined,
    run: 0,
    at: Math.max(from, run.startedAt + spec.initialDelayUs) - 1,
    onHold: false,
  });
};

/** What is said of a probe, and before that: nothing answers until the application does. */
const answersOf = ({ answersAt, startedAt }: Run, given: readonly ProbeAnswer[]): readonly ProbeAnswer[] => {
  const fromUs = answersAt - startedAt;
  const [first] = given;
  return first === undefined || fromUs < first.fromUs ? [{ fromUs, failure: undefined }, ...given] : given;
};

const noSteps: readonly Step[] = [];

/** KL-22: takes the probes that are due, and does what they lead to. */
export const takeProbes = (
  worker: Worker,
  pod: PodRecord,
  sandbox: Sandbox | undefined,
  fates: Fates,
  planning: Planning,
  types: readonly ProbeType[] = probeTypes,
): readonly Step[] => {
  let steps: readonly Step[] = noSteps;
  for (const slot of slotsOf(pod, sandbox)) {
    if (!isRunning(slot)) continue;
    const run = runOf(worker, slot.spec.name);
    // A startup probe that passes adds others, which are taken too.
    for (let i = 0; i < run.probes.length; i++) {
      const probing = run.probes[i];
      if (probing !== undefined && types.includes(probing.spec.type))
        steps = [...steps, ...takeProbe(worker, pod, slot, run, probing, fates, planning)];
    }
  }
  return steps;
};

const words = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const;

const takeProbe = (
  worker: Worker,
  pod: PodRecord,
  slot: Slot,
  run: Run,
  probing: Probing,
  fates: Fates,
  planning: Planning,
): readonly Step[] => {
  const { type } = probing.spec;
  const steps: Step[] = [];
  for (let at = nextProbe(probing); at <= planning.now; at = nextProbe(probing)) {
    const { failure, failed } = probe(probing, at);
    if (failure === undefined) {
      if (type === 'startup' && probing.result === 'success') {
        run.startedUp = at;
        beginProbes(worker, pod, slot, run, at, planning);
      }
      continue;
    }
    const text = failureText(pod, slot, type, failure, at < run.answersAt);
    steps.push(reported(pod, slot, 'unhealthy', [words[type], text]));
    if (!failed || type === 'readiness') continue;
    const again =
      wantsRun({ ...slot, process: undefined }, pod.spec.restartPolicy) && pod.spec.restartPolicy !== 'Never';
    const message = `Container ${slot.spec.name} failed ${type} probe${again || slot.role === 'sidecar' ? ', will be restarted' : ''}`;
    const grace = probeGrace(slot, type) ?? pod.spec.terminationGracePeriodSeconds;
    steps.push(...killContainer(fates, pod, slot, grace, message, planning));
  }
  return steps;
};

/** When the probes of running containers next say anything. */
export const addProbeWakes = (
  wake: Wake,
  worker: Worker,
  pod: PodRecord,
  sandbox: Sandbox | undefined,
  types: readonly ProbeType[] = probeTypes,
): void => {
  for (const slot of slotsOf(pod, sandbox)) {
    if (!isRunning(slot)) continue;
    for (const probing of runOf(worker, slot.spec.name).probes)
      if (types.includes(probing.spec.type)) wake.add(nextProbe(probing), isLost(probing));
  }
};

/** Which readiness probes of running containers pass now. */
export const readiness = (worker: Worker, pod: PodRecord, sandbox: Sandbox | undefined): string => {
  let names = '';
  for (const slot of slotsOf(pod, sandbox)) {
    const { name } = slot.spec;
    if (isRunning(slot) && runOf(worker, name).probes.some(isPassing)) names += names === '' ? name : ` ${name}`;
  }
  return names;
};

const isPassing = ({ spec, result }: Probing): boolean => spec.type === 'readiness' && result === 'success';

/** Has a running container passed its startup probe, and does it answer? */
export const healthOf = (run: Run, now: Instant): { readonly started: boolean; readonly ready: boolean } => {
  const started = run.startedUp <= now;
  const readiness = run.probes.find(({ spec }) => spec.type === 'readiness');
  if (readiness !== undefined) return { started, ready: started && readiness.result === 'success' };
  // Without a readiness probe: `containerReady` of the timing stands for one; where there are others it does not.
  return { started, ready: started && (run.probes.length > 0 || run.answersAt <= now) };
};
