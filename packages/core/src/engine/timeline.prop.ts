import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { never } from './instant.ts';
import { Timeline, type Notice, type Taken } from './timeline.ts';

const seeded = { seed: 20_260_101 };

type Happening =
  | { readonly does: 'schedule'; readonly notice: Omit<Notice, 'sequence'> }
  | { readonly does: 'exchange'; readonly notice: Omit<Notice, 'sequence'> }
  | { readonly does: 'take' }
  | { readonly does: 'take one'; readonly which: number }
  | { readonly does: 'look'; readonly within: number };

/** Few instants, priorities and targets, so that ties are the rule. */
const notice = fc.record({
  at: fc.oneof(fc.nat(3), fc.nat(30)),
  priority: fc.nat(2),
  target: fc.nat(4),
  token: fc.integer(),
  periodic: fc.boolean(),
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('schedule' as const), notice }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('exchange' as const), notice }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('take one' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('look' as const), within: fc.nat(10) }) },
);

const happenings = fc.array(happening, { maxLength: 200, size: 'max' });

/** The same thing as one sorts it by hand. */
class Model {
  readonly pending: Notice[];
  sequence: number;

  constructor(pending: readonly Notice[] = [], sequence = 0) {
    this.pending = [...pending];
    this.sequence = sequence;
  }

  schedule(added: Omit<Notice, 'sequence'>): void {
    this.pending.push({ ...added, sequence: this.sequence++ });
    this.pending.sort((a, b) => a.at - b.at || a.priority - b.priority || a.sequence - b.sequence);
  }

  heads(within: number): readonly Notice[] {
    const limit = (this.pending[0]?.at ?? 0) + within;
    return this.pending.filter(
      ({ at, target }, i) => at <= limit && this.pending.findIndex((other) => other.target === target) === i,
    );
  }
}

/** What is seen of a notice once it is taken: its place in the order is no longer of use. */
const asTaken = ({ at, target, token, periodic }: Notice): Taken => ({ at, target, token, periodic });

/** Makes it happen to both, and compares whatever can be seen. */
const act = (timeline: Timeline, model: Model, step: Happening): void => {
  switch (step.does) {
    case 'schedule': {
      const { at, priority, target, token, periodic } = step.notice;
      const first = model.sequence;
      expect(timeline.precedesTop(at, priority)).toBe(
        model.pending.every((other) => at < other.at || (at === other.at && priority < other.priority)),
      );
      timeline.schedule(at, priority, target, token, periodic);
      model.schedule(step.notice);
      expect(model.sequence).toBe(first + 1);
      break;
    }
    case 'exchange': {
      const { at, priority, target, token, periodic } = step.notice;
      if (timeline.precedesTop(at, priority)) return;
      timeline.exchange(at, priority, target, token, periodic);
      model.schedule(step.notice);
      const expected = model.pending.shift();
      if (expected !== undefined) expect(timeline.taken).toEqual(asTaken(expected));
      break;
    }
    case 'take': {
      const expected = model.pending.shift();
      expect(timeline.take()).toBe(expected !== undefined);
      if (expected !== undefined) expect(timeline.taken).toEqual(asTaken(expected));
      break;
    }
    case 'take one': {
      const sequence = model.sequence === 0 ? 0 : step.which % model.sequence;
      const index = model.pending.findIndex((other) => other.sequence === sequence);
      expect(timeline.takeSequence(sequence)).toBe(index >= 0);
      const [expected] = index < 0 ? [] : model.pending.splice(index, 1);
      if (expected !== undefined) expect(timeline.taken).toEqual(asTaken(expected));
      break;
    }
    case 'look':
      expect(timeline.heads(step.within)).toEqual(model.heads(step.within));
      break;
    default:
      step satisfies never;
  }
  expect(timeline.peekAt()).toBe(model.pending[0]?.at ?? never);
  expect(timeline.peekPriority()).toBe(model.pending[0]?.priority ?? never);
  expect(timeline.size).toBe(model.pending.length);
  expect(timeline.foreground).toBe(model.pending.filter(({ periodic }) => !periodic).length);
};

const drained = (timeline: Timeline): readonly Taken[] => {
  const all: Taken[] = [];
  while (timeline.take()) all.push({ ...timeline.taken });
  return all;
};

test('EN-41: whatever is scheduled and taken, a timeline does as a sorted array would', () => {
  fc.assert(
    fc.property(happenings, (steps) => {
      const timeline = new Timeline();
      const model = new Model();
      for (const step of steps) act(timeline, model, step);
      expect(drained(timeline)).toEqual(model.pending.map(asTaken));
    }),
    seeded,
  );
});

test('EN-41: the order holds when the timeline has grown many times', () => {
  fc.assert(
    fc.property(fc.array(notice, { minLength: 600, maxLength: 2_000, size: 'max' }), (notices) => {
      const timeline = new Timeline();
      const model: Notice[] = notices.map((one, sequence) => ({ ...one, sequence }));
      for (const { at, priority, target, token, periodic } of notices)
        timeline.schedule(at, priority, target, token, periodic);
      model.sort((a, b) => a.at - b.at || a.priority - b.priority || a.sequence - b.sequence);
      expect(drained(timeline)).toEqual(model.map(asTaken));
    }),
    { ...seeded, numRuns: 10 },
  );
});

test('EN-43: a clone and its origin go on independently, and with the same sequence numbers', () => {
  fc.assert(
    fc.property(happenings, happenings, happenings, (before, there, here) => {
      const timeline = new Timeline();
      const model = new Model();
      for (const step of before) act(timeline, model, step);
      const clone = timeline.clone();
      const cloneModel = new Model(model.pending, model.sequence);
      for (let i = 0; i < Math.max(there.length, here.length); i++) {
        const [one, other] = [there[i], here[i]];
        if (one !== undefined) act(clone, cloneModel, one);
        if (other !== undefined) act(timeline, model, other);
      }
      expect(drained(clone)).toEqual(cloneModel.pending.map(asTaken));
      expect(drained(timeline)).toEqual(model.pending.map(asTaken));
    }),
    seeded,
  );
});
