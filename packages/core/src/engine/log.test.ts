import { expect, test } from 'vitest';
import { emptyLog, type LampEvent } from './log-file/lamps.fixture.ts';

test('EN-30: an event says the same in whatever order its fields were written, whatever else it carries', () => {
  const [usual, other] = [emptyLog(), emptyLog()];
  const painted = { room: 'attic', colours: ['red', 'blue'], measures: [3, 1, 4] };
  const plan = other.dictionary.body({ doors: 2 });
  const same = usual.dictionary.body({ doors: 2 });
  usual.append(
    { type: 'RoomPainted', room: 'attic', plan: same, colours: ['red', 'blue'], measures: [3, 1, 4] },
    5,
    1,
    0,
  );
  other.append({ measures: [3, 1, 4], room: 'attic', plan, colours: ['red', 'blue'], type: 'RoomPainted' }, 5, 1, 0);
  usual.append({ type: 'BulbChanged', lamp: 3, boughtAt: 2 ** 40, kept: true }, 6, 1, 1);
  other.append({ type: 'BulbChanged', lamp: 3, kept: true, boughtAt: 2 ** 40 }, 6, 1, 1);
  usual.append({ type: 'LampLit', lamp: 3, room: 'hall' }, 7, 1, 1);
  const more: LampEvent & { readonly watt: number } = { type: 'LampLit', lamp: 3, watt: 40, room: 'hall' };
  other.append(more, 7, 1, 1);
  expect(other.event(1)).toEqual({ type: 'RoomPainted', plan, ...painted });
  expect(other.event(3)).toEqual(usual.event(3));
  expect(other.digest()).toBe(usual.digest());
});
