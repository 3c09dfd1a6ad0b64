import { describe, expect, test } from 'vitest';
import { Choices } from './choices.ts';
import { Log } from './log.ts';
import { never } from './instant.ts';
import { priority, Simulation } from './simulation.ts';
import type { EventOf } from './event-schema.ts';

const schema = { Rang: { bell: 'int' } } as const;
type Rang = EventOf<typeof schema>;

interface World {
  readonly simulation: Simulation<Rang, number>;
  readonly seen: string[];
}

/** A simulation whose participants write down what reaches them. `rings` says which notices of the first make it ring a bell. */
const world = (rings: (token: number) => readonly number[] = () => []): World => {
  const seen: string[] = [];
  const folding = { evolve: (event: Rang) => event.bell };
  const simulation = new Simulation<Rang, number>(new Log<Rang>(schema, 1), folding, new Choices(1));
  for (const name of ['first', 'second'])
    simulation.register({
      deliver: (change, position) => void seen.push(`${name} hears ${change} (#${position})`),
      notice: (stream, token) => {
        seen.push(`${name} takes ${stream}/${token} at ${simulation.now}`);
        if (name === 'first') for (const bell of rings(token)) simulation.record({ type: 'Rang', bell }, 0, 0);
      },
    });
  return { simulation, seen };
};

describe('EN-9: the loop', () => {
  test('takes notices in the order of instant and priority, and moves time to them', () => {
    const { simulation, seen } = world();
    simulation.schedule(0, 1, 20, priority.work, 7);
    simulation.schedule(1, 2, 10, priority.user, 8);
    simulation.schedule(0, 3, 10, priority.timer, 9);
    while (simulation.step(never));
    expect(seen).toEqual(['first takes 3/9 at 10', 'second takes 2/8 at 10', 'first takes 1/7 at 20']);
  });

  test('delivers what a notice led to, to everybody in order, before the next notice', () => {
    const { simulation, seen } = world((token) => (token === 1 ? [5, 6] : []));
    simulation.schedule(0, 0, 10, priority.work, 1);
    simulation.schedule(1, 0, 10, priority.work, 2);
    while (simulation.step(never));
    expect(seen).toEqual([
      'first takes 0/1 at 10',
      'first hears 5 (#1)',
      'second hears 5 (#1)',
      'first hears 6 (#2)',
      'second hears 6 (#2)',
      'second takes 0/2 at 10',
    ]);
  });

  test('delivers to those who listen to a topic, and to those who listen to all', () => {
    const seen: string[] = [];
    const folding = { evolve: (event: Rang) => event.bell, topicOf: (bell: number) => (bell < 5 ? 'small' : 'big') };
    const simulation = new Simulation<Rang, number>(new Log<Rang>(schema, 1), folding, new Choices(1));
    const listen = (name: string, topics?: readonly string[]): unknown =>
      simulation.register({ deliver: (bell) => void seen.push(`${name} ${bell}`), notice: () => undefined }, topics);
    listen('all');
    listen('small', ['small']);
    listen('none', []);
    simulation.record({ type: 'Rang', bell: 1 }, 0, 0);
    simulation.deliver();
    listen('late', ['big', 'small']);
    for (const bell of [2, 9]) simulation.record({ type: 'Rang', bell }, 0, 0);
    simulation.deliver();
    expect(seen).toEqual(['all 1', 'small 1', 'all 2', 'small 2', 'late 2', 'all 9', 'late 9']);
  });

  test('stops at a horizon, and counts as due only what is not periodic', () => {
    const { simulation } = world();
    simulation.schedule(0, 0, 10, priority.work, 1);
    simulation.schedule(0, 0, 30, priority.timer, 2, true);
    expect(simulation.foreground).toBe(1);
    expect([simulation.step(20), simulation.step(20), simulation.now, simulation.foreground]).toEqual([
      true,
      false,
      10,
      0,
    ]);
  });

  test('a notice for the past is due now', () => {
    const { simulation, seen } = world();
    simulation.schedule(0, 0, 10, priority.work, 1);
    simulation.step(never);
    simulation.schedule(0, 0, 3, priority.work, 2);
    simulation.step(never);
    expect(seen.at(-1)).toBe('first takes 0/2 at 10');
  });
});

test('EN-10: a participant that schedules itself for ever without delay is told so', () => {
  const simulation = new Simulation<Rang, number>(
    new Log<Rang>(schema, 1),
    { evolve: () => undefined },
    new Choices(1),
  );
  simulation.register({
    deliver: () => undefined,
    notice: () => simulation.schedule(0, 0, simulation.now, priority.work, 0),
  });
  simulation.schedule(0, 0, 5, priority.work, 0);
  expect(() => {
    while (simulation.step(never));
  }).toThrow('time stands still at 5 µs');
});
