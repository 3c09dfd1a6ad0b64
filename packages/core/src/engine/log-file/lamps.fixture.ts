import * as fc from 'fast-check';
import type { EventOf, EventSchema } from '../event-schema.ts';
import type { Json } from '../json.ts';
import { Log, type Recorded } from '../log.ts';
import { logHeader, type LogHeader } from './header.ts';

/** A house of lamps: the small world whose logs the tests of the log file write and read. */
export const lampSchema = {
  LampLit: { lamp: 'int', room: 'text' },
  BulbChanged: { lamp: 'int', boughtAt: 'long', kept: 'flag' },
  RoomPainted: { room: 'text', plan: 'body', colours: 'texts', measures: 'ints' },
  NightFell: {},
} as const satisfies EventSchema;
export type LampEvent = EventOf<typeof lampSchema>;

export const scenario: Json = { house: 'Höhe 3', rooms: ['hall', 'attic'] };

export const lampHeader = (run: Partial<LogHeader> = {}): LogHeader => ({
  ...logHeader(
    {
      engineVersion: '0.0.0-test',
      name: 'lamps',
      seed: 7,
      epoch: 1_767_225_600,
      kubernetesVersion: '1.36',
      scenario,
      actors: ['nobody', 'keeper'],
      deviations: [{ step: 3, pick: 1 }],
    },
    lampSchema,
  ),
  ...run,
});

export const emptyLog = (seed = 7): Log<LampEvent> => new Log<LampEvent>(lampSchema, seed, { scenario });

/** What one step of a generated run records; a plan is interned only when it is recorded, as in a real run. */
export interface LampStep {
  readonly afterUs: number;
  readonly actor: number;
  readonly cause: number;
  readonly what:
    | Exclude<LampEvent, { readonly type: 'RoomPainted' }>
    | {
        readonly type: 'RoomPainted';
        room: string;
        plan: Json;
        colours: readonly string[];
        measures: readonly number[];
      }
    | { readonly type: 'interned'; readonly text: string };
}

export const record = (log: Log<LampEvent>, steps: readonly LampStep[]): Log<LampEvent> => {
  let at = log.instantOf(log.length);
  for (const { afterUs, actor, cause, what } of steps) {
    at = Math.min(Number.MAX_SAFE_INTEGER, at + afterUs);
    if (what.type === 'interned') log.dictionary.text(what.text);
    else if (what.type === 'RoomPainted')
      log.append({ ...what, plan: log.dictionary.body(what.plan) }, at, actor, cause);
    else log.append(what, at, actor, cause);
  }
  return log;
};

export const lampLog = (steps: readonly LampStep[], seed = 7): Log<LampEvent> => record(emptyLog(seed), steps);

/** A plain run of so many steps, most of them alike. */
export const evenings = (count: number, rooms = 5): readonly LampStep[] =>
  Array.from({ length: count }, (_, i): LampStep => {
    const header = { afterUs: i % 7, actor: i % 2, cause: i % 3 === 0 ? 0 : i };
    const room = `room-${i % rooms}`;
    if (i % 10 === 3) return { ...header, what: { type: 'NightFell' } };
    if (i % 10 === 5)
      return { ...header, what: { type: 'BulbChanged', lamp: i, boughtAt: i * 1e9, kept: i % 4 === 1 } };
    if (i % 10 === 7)
      return {
        ...header,
        what: { type: 'RoomPainted', room, plan: { wall: i % rooms }, colours: ['red', room], measures: [i, 2 * i] },
      };
    return { ...header, what: { type: 'LampLit', lamp: i, room } };
  });

/** Everything a reader can see of a log's events. */
export const eventsOf = (log: Log<LampEvent>): readonly Recorded<LampEvent>[] =>
  Array.from({ length: log.length }, (_, i) => log.at(i + 1));

export const entriesOf = ({ dictionary }: Log<LampEvent>): readonly unknown[] =>
  Array.from({ length: dictionary.size }, (_, id) => dictionary.entry(id));

const int = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: -3, max: 70 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0, -1),
);
const long = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 32, -1),
);
// Lone surrogates too: a name is whatever somebody typed.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', 'hall', '\ud800', 'x\udfff', 'é'.repeat(80), 'lamp-000001', 'lamp-000002', '𝔩𝔞𝔪𝔭'),
);

const what: fc.Arbitrary<LampStep['what']> = fc.oneof(
  fc.record({ type: fc.constant('LampLit' as const), lamp: int, room: text }),
  fc.record({ type: fc.constant('BulbChanged' as const), lamp: int, boughtAt: long, kept: fc.boolean() }),
  fc.record({
    type: fc.constant('RoomPainted' as const),
    room: text,
    // What JSON.parse gave is JSON.
    plan: fc.json({ maxDepth: 2 }).map((json) => JSON.parse(json) as Json),
    colours: fc.array(text, { maxLength: 4 }),
    measures: fc.array(int, { maxLength: 4 }),
  }),
  fc.constant({ type: 'NightFell' as const }),
  fc.record({ type: fc.constant('interned' as const), text }),
);

const step: fc.Arbitrary<LampStep> = fc.record({
  afterUs: fc.oneof(fc.nat({ max: 300 }), fc.constant(0), fc.constant(2 ** 40)),
  actor: fc.nat({ max: 65_535 }),
  cause: fc.oneof(fc.nat({ max: 30 }), fc.constantFrom(0, 2 ** 31 - 1, -(2 ** 31))),
  what,
});

/** Runs of every shape, extremes included. */
export const lampSteps: fc.Arbitrary<readonly LampStep[]> = fc.array(step, { maxLength: 40, size: 'medium' });
