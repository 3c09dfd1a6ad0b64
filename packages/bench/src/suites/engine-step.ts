import { Edit, Log, mix, Timeline, Vector } from '@orrery/core/engine';
import { movedSchema, type Movable, type Moved } from '../moved.ts';
import { timed, type Figure } from '../suite.ts';

const pending = 100_000;
const batch = 20_000;

const body = (uid: number, version: number, changedAt: number, phase: number, node: number): Movable => ({
  uid,
  version,
  generation: 1,
  createdAt: 0,
  changedAt,
  owner: 1,
  template: 1,
  phase,
  node,
  fingerprint: mix(mix(phase, node), uid),
});

/** A delay that depends on a counter alone. */
const delay = (counter: number): number => 1 + ((Math.imul(counter, 0x9e3779b1) >>> 8) % 1_000_000);

const filled = (): Timeline => {
  const timeline = new Timeline();
  for (let i = 0; i < pending; i++) timeline.schedule(delay(i), 1, i, i);
  return timeline;
};

/** Take the earliest notice, schedule another: what a discrete-event simulation does if it does nothing else. */
const hold = (): (() => void) => {
  const timeline = filled();
  let counter = 0;
  return () => {
    for (let i = 0; i < batch; i++) {
      timeline.take();
      const { at, target } = timeline.taken;
      timeline.schedule(at + delay(counter++), 1, target, target);
    }
  };
};

/** The same with everything that one step of the engine does: decide, append with its cause, fold, both hashes. */
const step = (): (() => void) => {
  const timeline = filled();
  const edit = new Edit();
  let records = Vector.empty<Movable>();
  for (let uid = 0; uid < pending; uid++) records = records.set(uid, body(uid, 0, 0, 0, 0), edit);
  let stateHash = 0;
  let counter = 0;
  let log = new Log<Moved>(movedSchema, 1);
  const decide = (before: Movable): Moved => ({
    type: 'Moved',
    uid: before.uid,
    phase: (before.phase + 1) & 7,
    node: before.uid & 1023,
  });
  return () => {
    if (log.length > 2_000_000) log = new Log<Moved>(movedSchema, 1); // memory, not time, is what a long bench runs out of
    for (let i = 0; i < batch; i++) {
      timeline.take();
      const { at, target } = timeline.taken;
      const before = records.get(target);
      if (before === undefined) throw new Error('the bench lost a record');
      const event = decide(before);
      const position = log.append(event, at, 1, before.version < log.length ? before.version : 0);
      const after = body(event.uid, position, at, event.phase, event.node);
      stateHash = (stateHash - mix(before.version, before.fingerprint) + mix(position, after.fingerprint)) | 0;
      records = records.set(event.uid, after, edit);
      timeline.schedule(at + delay(counter++), 1, target, target);
    }
    if (stateHash === 0.5) throw new Error('never: keeps the hash alive');
  };
};

/** One engine step against the bare heap, at 10⁵ pending notices. */
export const engineStep = async (): Promise<readonly Figure[]> => {
  const { hold: bare = 0, step: whole = 0 } = await timed({ hold: hold(), step: step() });
  const suite = 'engine step';
  return [
    { suite, name: 'bare heap hold', value: (bare / batch) * 1e6, unit: 'ns' },
    { suite, name: 'engine step', value: (whole / batch) * 1e6, unit: 'ns' },
    { suite, name: 'hold ÷ step', value: bare / whole, unit: '×', bar: { atLeast: 0.25 } },
  ];
};
