import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeMutants, type NodeMutant } from '../nodes/mutants.ts';
import { highestNode, nodeCases, NodeWorld, type NodeCase } from '../nodes/node-world.ts';
import { nodeRules } from '../nodes/rules.ts';

/*
 * Nodes that fall silent, come back, are deleted, made anew and declared out of service: what always holds, and what comes about in
 * the end. Each rule and each promise has to notice a planted bug within the same number of runs.
 */

const seed = 20_260_105;
const numRuns = 60;

const variantsOf = (mutant?: NodeMutant) => (mutant === undefined ? {} : { [mutant.loop]: mutant.controller });

interface Judged {
  readonly broken: readonly string[];
  readonly reached: ReadonlySet<string>;
}

/** How the rules fare in a case. */
const judged = (one: NodeCase, mutant?: NodeMutant): Judged => {
  const world = new NodeWorld(one, variantsOf(mutant));
  const { core } = world.cluster;
  const broken: string[] = [];
  const reached = new Set<string>();
  for (const { name, judge } of nodeRules) {
    const rule = judge(world);
    core.witness((witnessed) => {
      const verdict = rule({ ...witnessed, actorName: core.actors[witnessed.actor] ?? '' });
      if (typeof verdict === 'string') broken.push(`${name}: ${verdict}`);
      else if (verdict) reached.add(name);
    });
  }
  for (const thing of one.things) world.act(thing);
  world.wait(60);
  return { broken, reached };
};

/** NL-L1: pods of a node that is silent for good are deleted, unless all nodes are. */
const podsLeave = (one: NodeCase, mutant?: NodeMutant): readonly string[] => {
  const world = new NodeWorld(one, variantsOf(mutant));
  for (const thing of one.things) world.act(thing);
  for (let i = 1; i <= highestNode; i++) {
    world.do({ type: 'PowerOnNode', node: `node-${i}` });
    world.do({ type: 'HealNode', node: `node-${i}` });
  }
  world.do({ type: 'PowerOffNode', node: 'node-0' });
  world.wait(600);
  const { Pod, Node } = world.cluster.core.state.tables;
  if (Node.find('', 'node-0') === undefined || !Node.toArray().some(({ ready }) => ready === 'True')) return [];
  return Pod.toArray().flatMap(({ node, meta }) =>
    node === 'node-0' && meta.deletion === undefined ? [`${meta.name} is still on node-0`] : [],
  );
};

/** NL-L2: nodes that are heard again are Ready, and bear none of the taints of failing nodes. */
const nodesRecover = (one: NodeCase, mutant?: NodeMutant): readonly string[] => {
  const world = new NodeWorld(one, variantsOf(mutant));
  for (const thing of one.things) world.act(thing);
  for (let i = 0; i <= highestNode; i++) {
    world.do({ type: 'PowerOnNode', node: `node-${i}` });
    world.do({ type: 'HealNode', node: `node-${i}` });
  }
  world.wait(60);
  return world.cluster.core.state.tables.Node.toArray().flatMap(({ meta, ready, taints }) => {
    const ours = taints.filter(({ key }) => /not-ready|unreachable/.test(key));
    return ready === 'True' && ours.length === 0 ? [] : [`${meta.name} is ${ready}, with ${ours.length} taints`];
  });
};

const promises: Readonly<Record<string, (one: NodeCase, mutant?: NodeMutant) => readonly string[]>> = {
  'pods leave dead nodes': podsLeave,
  'nodes recover': nodesRecover,
};

describe('the real control loops', () => {
  test('NL-70, NL-71, NL-72, NL-73, NL-74: keep every rule, whatever happens to nodes', () => {
    fc.assert(
      fc.property(nodeCases, (one) => {
        expect(judged(one).broken).toEqual([]);
      }),
      { numRuns, seed },
    );
  });

  test.each(Object.keys(promises))('NL-75, NL-76: %s', (name) => {
    fc.assert(
      fc.property(nodeCases, (one) => {
        expect(promises[name]?.(one)).toEqual([]);
      }),
      { numRuns: 30, seed },
    );
  });

  test('NL-70: and the situations that the rules speak of come about', () => {
    const reached = new Map<string, number>();
    for (const one of fc.sample(nodeCases, { numRuns, seed }))
      for (const name of judged(one).reached) reached.set(name, (reached.get(name) ?? 0) + 1);
    for (const { name } of nodeRules) expect(reached.get(name) ?? 0, name).toBeGreaterThanOrEqual(2);
  });
});

describe('EN-63: every mutant of the nodes’ loops is killed', () => {
  test.each(nodeMutants.map((mutant) => [mutant.name, mutant] as const))('%s', (_name, mutant) => {
    const promise = promises[mutant.breaks];
    const holds = (one: NodeCase): boolean =>
      promise === undefined
        ? !judged(one, mutant).broken.some((message) => message.startsWith(`${mutant.breaks}:`))
        : promise(one, mutant).length === 0;
    const { failed } = fc.check(fc.property(nodeCases, holds), { numRuns, seed, endOnFailure: true });
    expect(failed, `${mutant.does} Nobody noticed.`).toBe(true);
  });
});
