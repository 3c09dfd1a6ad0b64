import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { draftOf, objectAt, textsAt, type AnyRecord, type View } from '@orrery/core/cluster';
import type { Controller, Planning, Step } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { daemonSetController } from './index.ts';
import type { Draft } from './plan.ts';
import type { Memory } from './remembered.ts';
import { targetNode } from './target-node.ts';
import { presentRevisions, Twin, type Decision } from './twin.fixture.ts';

/** How often each kind of decision was compared. */
const compared = { created: 0, deleted: 0, reports: 0, errors: 0, statuses: 0, surges: 0 };

/** What a plan asks for, in the twin's words. */
const asked = (steps: readonly Step[], error: string | undefined): Decision => ({
  created: steps.flatMap(({ command }) =>
    command.type === 'Create' && command.kind === 'Pod' ? (command.args ?? []) : [],
  ),
  deleted: steps.flatMap(({ command }) => (command.type === 'Delete' && command.kind === 'Pod' ? [command.name] : [])),
  reports: steps.flatMap(({ command }) =>
    command.type === 'RecordEvent' ? [`${command.template.reason} ${command.args[0] ?? ''}`] : [],
  ),
  error,
});

const twinOf = (key: number, { view, now }: { readonly view: View; readonly now: number }): Twin | undefined => {
  const set = view.tables.DaemonSet.get(key);
  if (set === undefined || set.meta.deletion !== undefined) return undefined;
  const { copies, hash } = presentRevisions(set, view);
  return copies === 1 ? new Twin(set, hash, view, now) : undefined;
};

/** The controller, each of whose passes is compared with its twin's. */
const watched: Controller<Memory, Draft> = {
  ...daemonSetController,
  plan: (memory, key, planning) => {
    const free = planning.expectations.satisfied(key, planning.now);
    const expected = free ? twinOf(key, planning)?.decide(planning.backOff) : undefined;
    const plan = daemonSetController.plan(memory, key, planning);
    if (expected === undefined) return plan;
    expect(asked(plan.steps, plan.draft?.error)).toEqual(expected);
    count(expected, planning);
    return plan;
  },
  conclude: (memory, key, outcome, planning) => {
    const plan = daemonSetController.conclude?.(memory, key, outcome, planning) ?? { steps: [] };
    const twin = outcome.failure === undefined ? twinOf(key, planning) : undefined;
    for (const { command } of plan.steps) {
      if (command.type !== 'ReportDaemonSetStatus' || twin === undefined) continue;
      expect(command.status).toMatchObject(twin.status());
      compared.statuses++;
    }
    return plan;
  },
};

const count = ({ created, deleted, reports, error }: Decision, { view }: Planning): void => {
  if (created.length > 0) compared.created++;
  if (deleted.length > 0) compared.deleted++;
  if (reports.length > 0) compared.reports++;
  if (error !== undefined) compared.errors++;
  const pods = view.tables.Pod.toArray().map(targetNode);
  if (created.some((node) => pods.includes(node))) compared.surges++;
};

type Happening = readonly [what: string, which: number];

const taints: readonly (readonly Json[])[] = [
  [],
  [{ key: 'example.com/full', effect: 'NoSchedule' }],
  [{ key: 'example.com/broken', effect: 'NoExecute' }],
  [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
];

const strategies: readonly JsonObject[] = [
  { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
  { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '40%', maxSurge: 0 } },
  { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '60%' } },
  { type: 'OnDelete' },
];

/** A cluster with one set, and hands for whatever may happen to it. */
class History {
  readonly world: TestCluster;
  #image = 1;
  #strategy: number;
  #minReadySeconds = 0;
  #nodeSelector: JsonObject = {};

  constructor(lagMs: number, nodes: number, strategy: number) {
    this.#strategy = strategy;
    const lags = lagMs === 0 ? {} : { Pod: lagMs * 1000 };
    this.world = new TestCluster([{ controller: watched, lags }], {
      featureGates: { StaleControllerConsistencyDaemonSet: false },
    });
    for (let index = 2; index <= nodes; index++) this.world.node(`node-${index}`);
    this.world.create('DaemonSet', 'default', 'agent', this.#set());
  }

  act([what, which]: Happening): void {
    const { world } = this;
    const pods = world.pods();
    const pod = pods[which % Math.max(1, pods.length)];
    const name = `node-${1 + (which % 6)}`;
    const node = world.cluster.core.state.tables.Node.find('', name);
    switch (what) {
      case 'wait':
        return world.settle(which / 10);
      case 'all ready':
        for (const one of pods) if (one.meta.deletion === undefined) this.#report(one.meta.name, 'Running', true);
        return;
      case 'ready':
      case 'unready':
      case 'failed':
      case 'succeeded':
        return pod === undefined ? undefined : this.#report(pod.meta.name, phases[what] ?? '', what === 'ready');
      case 'delete':
        if (pod === undefined) return;
        return world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: pod.meta.name });
      case 'reap':
        for (const one of pods) if (one.meta.deletion !== undefined) world.remove(one.meta.name);
        return;
      case 'node joins':
        return node === undefined ? world.node(name) : undefined;
      case 'node leaves':
        return node === undefined ? undefined : world.do({ type: 'Delete', kind: 'Node', namespace: '', name });
      case 'taint':
        return this.#rewrite(node, { spec: { taints: taints[which % taints.length] ?? [] } });
      case 'label':
        return this.#rewrite(node, { metadata: { labels: which % 2 === 0 ? { disk: 'ssd' } : {} } });
      case 'relabel':
        return this.#rewrite(pod, {
          metadata: {
            ...objectAt(pod === undefined ? {} : draftOf(pod), 'metadata'),
            labels: { app: ['agent', 'other'][which % 2] ?? '' },
          },
        });
      case 'orphan':
        return world.create('Pod', 'default', `stray-${world.cluster.core.log.length}`, {
          metadata: { labels: { app: 'agent' } },
          spec: { ...objectAt(template({}), 'spec'), nodeName: name },
        });
      default:
        return this.#change(what, which);
    }
  }

  #change(what: string, which: number): void {
    if (what === 'image') this.#image = 1 + (which % 3);
    if (what === 'strategy') this.#strategy = which % strategies.length;
    if (what === 'minReady') this.#minReadySeconds = which % 3;
    if (what === 'select') this.#nodeSelector = which % 2 === 0 ? {} : { nodeSelector: { disk: 'ssd' } };
    this.world.update('DaemonSet', 'default', 'agent', this.#set());
  }

  #set(): JsonObject {
    const given = template({ app: 'agent' }, `agent:${this.#image}`);
    return {
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        minReadySeconds: this.#minReadySeconds,
        updateStrategy: strategies[this.#strategy] ?? {},
        template: { ...given, spec: { ...objectAt(given, 'spec'), ...this.#nodeSelector } },
      },
    };
  }

  /** Binds a pod to the node it is for and reports its status. */
  #report(name: string, phase: string, ready: boolean): void {
    const pod = this.world.pod(name);
    if (pod === undefined) return;
    const target = targetNode(pod);
    if (pod.node === '') {
      if (this.world.cluster.core.state.tables.Node.find('', target) === undefined || pod.meta.deletion) return;
      this.world.do({ type: 'BindPod', uid: pod.uid, node: target });
    }
    this.world.phase(name, phase, ready);
  }

  #rewrite(record: AnyRecord | undefined, change: JsonObject): void {
    if (record === undefined) return;
    const draft = draftOf(record);
    const labels = { ...textsAt(change, 'metadata', 'labels') };
    const metadata = { ...objectAt(draft, 'metadata'), ...objectAt(change, 'metadata') };
    const body = {
      ...draft,
      ...change,
      metadata: 'metadata' in change ? { ...metadata, labels } : (draft['metadata'] ?? {}),
    };
    this.world.do({ type: 'Update', kind: record.kind, uid: record.uid, body: this.world.body(body) });
  }
}

const phases: Readonly<Record<string, string>> = {
  ready: 'Running',
  unready: 'Running',
  failed: 'Failed',
  succeeded: 'Succeeded',
};

const one = (...whats: readonly string[]): fc.Arbitrary<readonly Happening[]> =>
  fc.tuple(fc.constantFrom(...whats), fc.nat({ max: 40 })).map((thing) => [thing]);

/** Things that by themselves almost never meet. */
const together = (...whats: readonly string[]): fc.Arbitrary<readonly Happening[]> =>
  fc.tuple(...whats.map((what) => fc.tuple(fc.constant(what), fc.nat({ max: 40 }))));

const happenings: fc.Arbitrary<readonly Happening[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: one('wait', 'all ready', 'reap') },
      { weight: 4, arbitrary: one('image', 'ready', 'unready', 'failed', 'succeeded', 'delete') },
      { weight: 3, arbitrary: one('taint', 'label', 'strategy', 'node joins', 'node leaves', 'orphan') },
      { weight: 1, arbitrary: one('relabel', 'minReady', 'select') },
      { weight: 2, arbitrary: together('all ready', 'taint', 'image') },
      { weight: 1, arbitrary: together('taint', 'image', 'unready', 'unready', 'image') },
      { weight: 1, arbitrary: together('all ready', 'image', 'all ready', 'failed', 'reap', 'failed', 'reap') },
    ),
    { maxLength: 24, size: 'max' },
  )
  .map((groups) => groups.flat());

test(
  'DS-20: at every pass the plan and the status are those of a twin that scans all nodes and pods',
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 0, 30),
        fc.integer({ min: 1, max: 6 }),
        fc.nat({ max: strategies.length - 1 }),
        happenings,
        (lagMs, nodes, strategy, things) => {
          const history = new History(lagMs, nodes, strategy);
          history.world.settle();
          for (const thing of things) {
            history.act(thing);
            history.world.settle(0.05);
          }
          history.world.settle(5);
        },
      ),
      { numRuns: 160, seed: 20_260_101 },
    );
    // Every kind of decision came about.
    for (const [what, times] of Object.entries(compared)) expect(times, what).toBeGreaterThan(20);
  },
);
