import fc from 'fast-check';
import { expect, test } from 'vitest';
import { constant, second } from '@orrery/core/engine';
import { isTerminal, type PodRecord } from '@orrery/core/cluster';
import type { ContainerBehaviour, Witnessed } from '@orrery/core/control';
import { TestCluster } from '../cluster.fixture.ts';
import { kubelet } from './index.ts';
import { always, bound, container, exit, remove } from './kubelet.fixture.ts';

/** Something that happens to the pods of two nodes. */
type Happening =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'bind'; readonly pod: number; readonly node: number; readonly kind: number }
  | { readonly do: 'delete'; readonly pod: number; readonly grace: number | undefined }
  | { readonly do: 'crash container'; readonly pod: number; readonly exitCode: number }
  | { readonly do: 'power' | 'kubelet' | 'network'; readonly node: number }
  | { readonly do: 'reboot'; readonly node: number }
  | { readonly do: 'restart component' };

const pod = fc.nat({ max: 1 });
const node = fc.nat({ max: 1 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('bind' as const), pod, node, kind: fc.nat({ max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('delete' as const), pod, grace: fc.constantFrom(undefined, 0, 1, 5) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('crash container' as const), pod, exitCode: fc.constantFrom(0, 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('power' as const, 'power' as const, 'kubelet' as const, 'network' as const),
      node,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reboot' as const), node }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ do: 'restart component' }) },
);

const http = { httpGet: { path: '/', port: 80 }, periodSeconds: 3 };

const kinds = [
  {},
  { containers: [container('nginx', { readinessProbe: http, livenessProbe: { ...http, failureThreshold: 2 } })] },
  { initContainers: [container('proxy', { restartPolicy: 'Always' })], restartPolicy: 'OnFailure' },
  { restartPolicy: 'Never', activeDeadlineSeconds: 15 },
];

const behaviours: readonly ContainerBehaviour[] = [
  {},
  { run: [{ ...always, millionths: 500_000, after: constant(4 * second), exitCode: 1, oomKilled: false }] },
  {
    pull: { bytes: undefined, takes: undefined, failures: [{ ...always, times: 1, error: 'denied' }] },
    ready: constant(5 * second),
  },
  {
    stop: { takes: undefined, ignoresSigterm: true, exitCode: 0 },
    probes: { liveness: [{ fromUs: 9 * second, failure: '' }] },
  },
];

/** What of a node works, so that a fault and what undoes it take turns. */
const toggled = (world: TestCluster, what: 'power' | 'kubelet' | 'network', name: string): void => {
  const { powered, kubelet: up, connected } = world.cluster.core.state.physical.host(name);
  const [works, ends, begins] = {
    power: [powered, 'PowerOffNode', 'PowerOnNode'] as const,
    kubelet: [up, 'StopKubelet', 'StartKubelet'] as const,
    network: [connected, 'PartitionNode', 'HealNode'] as const,
  }[what];
  world.do({ type: works ? ends : begins, node: name });
};

const act = (world: TestCluster, it: Happening): void => {
  switch (it.do) {
    case 'wait':
      return world.cluster.runUntil(world.cluster.now + it.ms * 1000);
    case 'bind':
      if (world.pod(`web-${it.pod}`) === undefined)
        bound(world, `web-${it.pod}`, kinds[it.kind], `node-${it.node + 1}`);
      return;
    case 'delete':
      if (world.pod(`web-${it.pod}`) !== undefined) remove(world, `web-${it.pod}`, it.grace);
      return;
    case 'crash container': {
      const uid = world.pod(`web-${it.pod}`)?.uid ?? 0;
      const sandbox = world.cluster.core.state.physical.sandbox(uid);
      const process = sandbox?.containers.find(({ state }) => state === 'running');
      if (process !== undefined) exit(world, `web-${it.pod}`, process.name, it.exitCode);
      return;
    }
    case 'reboot':
      world.do({ type: 'PowerOffNode', node: `node-${it.node + 1}` });
      return world.do({ type: 'PowerOnNode', node: `node-${it.node + 1}` });
    case 'restart component':
      world.cluster.component('kubelet')?.crash();
      world.cluster.component('kubelet')?.restart(0);
      return;
    default:
      return toggled(world, it.do, `node-${it.node + 1}`);
  }
};

/** What is wrong about an event, if something is. */
const complaint = (world: TestCluster, { event, change }: Witnessed): string | undefined => {
  const { physical, tables } = world.cluster.core.state;
  if (event.type === 'SandboxStarted' || event.type === 'ContainerStarted') {
    const known: PodRecord | undefined = tables.Pod.get(event.pod);
    const where = physical.sandbox(event.pod)?.node ?? '';
    if (known !== undefined && known.node !== where) return `KL-S1: ${known.meta.name} runs on ${where}`;
    const connected = physical.host(where).connected;
    if (known !== undefined && connected && isTerminal(known)) return `KL-S2: ${known.meta.name} starts after its end`;
  }
  if (change?.kind !== 'Pod' || change.before === undefined) return undefined;
  const { before, after } = change;
  if (after === undefined) {
    const forced = before.meta.deletion === undefined || before.meta.deletion.graceSeconds === 0;
    const sandbox = physical.sandbox(before.uid);
    const busy = sandbox?.containers.some(({ state }) => state === 'running') === true || sandbox?.mounted === true;
    return busy && !forced && isTerminal(before) ? `KL-S3: ${before.meta.name} goes while it runs` : undefined;
  }
  const was = before.status.shape;
  const is = after.status.shape;
  if (isTerminal(before) && is.phase !== was.phase) return `KL-S2: ${was.phase} became ${is.phase}`;
  for (const [i, { restartCount }] of was.containers.entries())
    if ((is.containers[i]?.restartCount ?? restartCount) < restartCount)
      return `KL-S5: restarts fell from ${restartCount}`;
  return undefined;
};

test('KL-30: whatever happens to kubelets, machines, links and containers, what a kubelet promises holds', () => {
  let starts = 0;
  let restarts = 0;
  let ends = 0;
  const one = fc.record({
    behaviour: fc.constantFrom(...behaviours),
    happenings: fc.array(happening, { minLength: 10, maxLength: 40, size: 'max' }),
  });
  fc.assert(
    fc.property(one, ({ behaviour, happenings }) => {
      const match = { images: [], labels: {}, namespace: undefined, container: undefined };
      const world = new TestCluster([{ controller: kubelet }], { behaviours: [{ match, behaviour }] });
      world.node('node-2');
      const wrong: string[] = [];
      world.cluster.core.witness((seen) => {
        if (seen.event.type === 'ContainerStarted') starts++;
        if (seen.change?.kind === 'Pod' && (seen.change.after?.status.shape.containers[0]?.restartCount ?? 0) > 0)
          restarts++;
        if (seen.event.type === 'Removed') ends++;
        const found = complaint(world, seen);
        if (found !== undefined) wrong.push(found);
      });
      for (const it of happenings) act(world, it);
      expect(wrong).toEqual([]);
    }),
    { numRuns: 400, seed: 36 },
  );
  expect(Math.min(starts, restarts, ends)).toBeGreaterThan(50);
});
