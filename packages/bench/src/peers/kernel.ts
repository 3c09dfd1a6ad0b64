import { Choices, Edit, Log, mix, never, priority, Simulation, Vector, type EventOf } from '@orrery/core/engine';
import { checksumWith, cpuMsOf, delayOf, periodUs, stages, type ModelRun } from './model.ts';

/** The one event of the model. */
const schema = { StageReached: { pod: 'int', stage: 'int' } } as const;
type StageReached = EventOf<typeof schema>;

/** What the model says of a pod is its stage; identity, version and fingerprint our states keep of everything. */
interface Pod {
  readonly uid: number;
  readonly version: number;
  readonly fingerprint: number;
  readonly stage: number;
}

interface Model {
  readonly simulation: Simulation<StageReached, Pod>;
  readonly checksum: () => number;
}

const modelOf = (nodes: number): Model => {
  const edit = new Edit();
  let pods = Vector.empty<Pod>();
  let stateHash = 0;
  let checksum = 0;
  const evolve = ({ pod: uid, stage }: StageReached, version: number, at: number): Pod => {
    const before = pods.get(uid);
    const pod: Pod = { uid, version, fingerprint: mix(stage, uid), stage };
    if (before !== undefined) stateHash = (stateHash - mix(before.version, before.fingerprint)) | 0;
    stateHash = (stateHash + mix(version, pod.fingerprint)) | 0;
    checksum = checksumWith(checksum, at, stage);
    pods = pods.set(uid, pod, edit);
    return pod;
  };
  const simulation = new Simulation<StageReached, Pod>(new Log(schema, 1), { evolve }, new Choices(1));
  const reach = (pod: number, stage: number, cause: number): number =>
    simulation.record({ type: 'StageReached', pod, stage }, 0, cause);
  const controller = simulation.register({
    deliver: () => undefined,
    notice: (_stream, uid) => {
      reach(uid, 0, 0);
      if (uid + 1 < nodes) simulation.schedule(controller, 0, simulation.now + periodUs, priority.work, uid + 1);
    },
  });
  const kubelet = simulation.register({
    deliver: ({ uid, stage }) => {
      const next = stage + 1;
      if (next < stages) simulation.schedule(kubelet, next, simulation.now + delayOf(uid, next), priority.work, uid);
    },
    notice: (stage, uid) => void reach(uid, stage, pods.get(uid)?.version ?? 0),
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
