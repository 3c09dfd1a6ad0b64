import { Choices, Edit, Log, mix, never, priority, Simulation, Vector } from '@orrery/core/engine';
import { movedSchema, type Moved } from '../moved.ts';
import { checksumWith, cpuMsOf, delayOf, periodUs, stages, type ModelRun } from './model.ts';

/** What the model says of a pod, and what our states keep of everything: its identity, version and fingerprint. */
interface Pod {
  readonly uid: number;
  readonly version: number;
  readonly fingerprint: number;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly phase: number;
  readonly node: number;
}

interface Model {
  readonly simulation: Simulation<Moved, Pod>;
  readonly checksum: () => number;
}

const modelOf = (nodes: number): Model => {
  const edit = new Edit();
  let pods = Vector.empty<Pod>();
  let stateHash = 0;
  let checksum = 0;
  const evolve = ({ uid, phase, node }: Moved, version: number, at: number): Pod => {
    const before = pods.get(uid);
    const pod: Pod = {
      uid,
      version,
      fingerprint: mix(mix(phase, node), uid),
      createdAt: before?.createdAt ?? at,
      changedAt: at,
      phase,
      node,
    };
    if (before !== undefined) stateHash = (stateHash - mix(before.version, before.fingerprint)) | 0;
    stateHash = (stateHash + mix(version, pod.fingerprint)) | 0;
    checksum = checksumWith(checksum, at, phase);
    pods = pods.set(uid, pod, edit);
    return pod;
  };
  const simulation = new Simulation<Moved, Pod>(new Log<Moved>(movedSchema, 1), { evolve }, new Choices(1));
  const move = (uid: number, phase: number, cause: number): number =>
    simulation.record({ type: 'Moved', uid, phase, node: uid }, 0, cause);
  const controller = simulation.register({
    deliver: () => undefined,
    notice: (_stream, uid) => {
      move(uid, 0, 0);
      if (uid + 1 < nodes) simulation.schedule(controller, 0, simulation.now + periodUs, priority.work, uid + 1);
    },
  });
  const kubelet = simulation.register({
    deliver: ({ uid, phase }) => {
      const next = phase + 1;
      if (next < stages) simulation.schedule(kubelet, next, simulation.now + delayOf(uid, next), priority.work, uid);
    },
    notice: (stage, uid) => void move(uid, stage, pods.get(uid)?.version ?? 0),
  });
  simulation.schedule(controller, 0, 0, priority.work, 0);
  return { simulation, checksum: () => checksum };
};

/** The model on our engine: timeline, log with causes and digest, persistent records and their hash. */
export const kernelRun = (nodes: number): ModelRun => {
  let model: Model | undefined;
  const ms = cpuMsOf(() => {
    model = modelOf(nodes);
    while (model.simulation.step(never));
  });
  if (model === undefined) throw new Error('a model was timed and not made');
  const { log, now } = model.simulation;
  return { ms, events: log.length, last: now, checksum: model.checksum() >>> 0 };
};
