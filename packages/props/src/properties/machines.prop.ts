import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyInvariant, machineInvariants, Watchman, type Finding } from '../invariants/index.ts';
import { machineLedger } from '../machines/ledger.ts';
import { machineCases, MachineWorld, type MachineHappening } from '../machines/machine-world.ts';
import { machineMutants } from '../machines/mutants.ts';
import type { Mutant } from '../mutants/mutant.ts';

/*
 * Machines that lose their power, kubelets that stop, start and are cut off, containers that crash, and disks that go where pods go:
 * what really runs, and what the API says of it.
 */

const seed = 20_260_106;
const numRuns = 60;

const findings = (things: readonly MachineHappening[], mutant?: Mutant, claims = true): readonly Finding[] => {
  const world = new MachineWorld(mutant === undefined ? {} : { [mutant.loop]: mutant.controller }, claims);
  const watchman = new Watchman(world.cluster.core, everyInvariant);
  for (const thing of things) world.act(thing);
  world.wait(60);
  return watchman.findings();
};

const broken = (found: readonly Finding[], only?: string): readonly string[] =>
  found.flatMap(({ invariant: { name }, violations }) =>
    only === undefined || only === name ? violations.map(({ message }) => `${name}: ${message}`) : [],
  );

describe('the real control loops', () => {
  test('KL-40: keep every invariant, whatever happens to machines and kubelets', () => {
    fc.assert(
      fc.property(machineCases, (things) => {
        expect(broken(findings(things))).toEqual([]);
      }),
      { numRuns, seed },
    );
  });

  test('KL-40: and the situations that these speak of come about', () => {
    const reached = new Map<string, number>();
    for (const things of fc.sample(machineCases, { numRuns, seed }))
      for (const { invariant, reached: times } of findings(things))
        if (times > 0) reached.set(invariant.name, (reached.get(invariant.name) ?? 0) + 1);
    for (const { name } of machineInvariants) expect(reached.get(name) ?? 0, name).toBeGreaterThanOrEqual(5);
  });

  test.each(machineLedger.map((entry) => [entry.breaks, entry.upstream, entry] as const))(
    'EN-67, KL-38: %s is really not kept, as in %s',
    (name, _upstream, { example, claims }) => {
      expect(new Set(broken(findings(example, undefined, claims)).map((text) => text.split(':')[0]))).toEqual(
        new Set([name]),
      );
    },
  );
});

test('KL-38: a disk that is attached elsewhere keeps what a late list shows from running', () => {
  for (const { example } of machineLedger.filter(({ claims }) => !claims))
    expect(broken(findings(example, undefined, true))).toEqual([]);
});

describe('EN-63: every mutant of machines is killed by the property of the invariant that it breaks', () => {
  test.each(machineMutants.flatMap((mutant) => mutant.breaks.map((name) => [mutant.name, name, mutant] as const)))(
    '%s by %s',
    (_name, invariant, mutant) => {
      const holds = (things: readonly MachineHappening[]): boolean =>
        broken(findings(things, mutant), invariant).length === 0;
      const { failed } = fc.check(fc.property(machineCases, holds), { numRuns, seed, endOnFailure: true });
      expect(failed, `${mutant.does} Nobody noticed.`).toBe(true);
    },
  );

  test('no invariant of machines is without one', () => {
    const killed = new Set(machineMutants.flatMap(({ breaks }) => breaks));
    expect(machineInvariants.map(({ name }) => name).filter((name) => !killed.has(name))).toEqual([]);
  });
});
