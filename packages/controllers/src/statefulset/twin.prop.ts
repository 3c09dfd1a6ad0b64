import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import { draftOf, metaOf, objectAt, textsAt, uuidOf, type AnyRecord, type View } from '@orrery/core/cluster';
import { kubernetesVersions, type Controller, type Step } from '@orrery/core/control';
import { template, TestCluster } from '../cluster.fixture.ts';
import { statefulSetController } from './index.ts';
import type { Memory } from './memory.ts';
import type { StatusDraft } from './status.ts';
import { Twin } from './twin.fixture.ts';

/** How often each kind of decision was compared. */
const compared: Record<string, number> = { create: 0, delete: 0, own: 0, update: 0, nothing: 0 };

/** What steps ask for, in the twin's words. */
const asked = (steps: readonly Step[], view: View): readonly string[] =>
  steps.flatMap(({ command, note }) => {
    if (typeof note === 'string' || !('kind' in command)) return [];
    const { kind } = command;
    if (command.type === 'Delete') return [`delete ${command.name}`];
    if (command.type === 'Update')
      return [`${kind === 'Pod' ? 'update' : 'own'} ${view.tables[kind].get(command.uid)?.meta.name ?? ''}`];
    if (command.type !== 'Create') return [];
    const revision = metaOf(command.body, command.args ?? []).labels['controller-revision-hash'];
    return [kind === 'Pod' ? `create ${command.name} ${revision ?? ''}` : `create ${command.name}`];
  });

/** The controller, each of whose passes is compared with its twin's. */
const watched: Controller<Memory, StatusDraft> = {
  ...statefulSetController,
  plan: (memory, key, planning) => {
    const { view, now, gates, version } = planning;
    const plan = statefulSetController.plan(memory, key, planning);
    const set = view.tables.StatefulSet.get(key);
    if (plan.draft === undefined || set === undefined) return plan;
    const { status } = plan.draft;
    const [current, update] = [status.currentRevision, status.updateRevision];
    const twin = new Twin(set, view, { current, update, now, gates, version });
    const wanted = twin.decide();
    expect(asked(plan.steps, view)).toEqual(wanted);
    const { replicas, readyReplicas, availableReplicas, currentReplicas, updatedReplicas } = status;
    expect([replicas, readyReplicas, availableReplicas, currentReplicas, updatedReplicas]).toEqual(twin.counts);
    for (const what of wanted.length === 0 ? ['nothing'] : wanted) {
      const kind = what.split(' ')[0] ?? '';
      compared[kind] = (compared[kind] ?? 0) + 1;
    }
    return plan;
  },
};

type Happening = readonly [what: string, which: number];

const strategies: readonly JsonObject[] = [
  { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } },
  { type: 'RollingUpdate', rollingUpdate: { partition: 2, maxUnavailable: '50%' } },
  { type: 'RollingUpdate' },
  { type: 'OnDelete' },
];

const keeping = ['Retain', 'Delete'] as const;

/** A cluster with one set, and hands for whatever may happen to it. */
class History {
  readonly world: TestCluster;
  readonly #policy: string;
  #spec: JsonObject = {};

  constructor(policy: string, lagMs: number, version: number, open: boolean) {
    this.#policy = policy;
    const lags = lagMs === 0 ? {} : { Pod: lagMs * 1000, PersistentVolumeClaim: lagMs * 500 };
    const gates = { MaxUnavailableStatefulSet: open, StaleControllerConsistencyStatefulSet: open };
    const settings = { version: kubernetesVersions[version] ?? '1.36', featureGates: gates };
    this.world = new TestCluster([{ controller: watched, lags }], settings);
    this.world.create('StatefulSet', 'default', 'web', this.#body());
  }

  act([what, which]: Happening): void {
    const { world } = this;
    const { tables } = world.cluster.core.state;
    const pod = pick(world.pods(), which);
    const claim = pick(tables.PersistentVolumeClaim.toArray(), which);
    const report = (phase: string, ready: boolean): void => {
      if (pod !== undefined) world.phase(pod.meta.name, phase, ready);
    };
    switch (what) {
      case 'wait':
        return world.settle(which);
      case 'all ready':
        for (const one of world.pods())
          if (one.meta.deletion === undefined && one.status.shape.phase !== 'Failed') world.ready(one.meta.name);
        return;
      case 'ready':
        return report('Running', true);
      case 'unready':
        return report('Running', false);
      case 'ended':
        return report(which % 2 === 0 ? 'Failed' : 'Succeeded', false);
      case 'delete':
        if (pod !== undefined) world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: pod.meta.name });
        return;
      case 'remove':
        return pod === undefined ? undefined : world.remove(pod.meta.name);
      case 'misname':
        return this.#rewrite(pod, { labels: { 'statefulset.kubernetes.io/pod-name': 'nobody' } });
      case 'estrange':
        return this.#rewrite(pod, { labels: { app: which % 2 === 0 ? 'none' : 'web' } });
      case 'orphan':
        return this.#rewrite(pod, { ownerReferences: [] });
      case 'own claim':
        return this.#rewrite(claim, { ownerReferences: this.#owners(which) });
      case 'lose claim':
        if (claim !== undefined) this.#rewrite(claim, { finalizers: [] });
        if (claim !== undefined)
          world.do({ type: 'Delete', kind: 'PersistentVolumeClaim', namespace: 'default', name: claim.meta.name });
        return;
      default:
        return this.#change(what, which);
    }
  }

  #change(what: string, which: number): void {
    const [whenDeleted, whenScaled] = [keeping[which % 2], keeping[(which >> 1) % 2]];
    const changes: Readonly<Record<string, JsonObject>> = {
      scale: { replicas: which % 6 },
      image: { template: template({ app: 'web' }, `app:${which % 3}`) },
      strategy: { updateStrategy: strategies[which % strategies.length] ?? {} },
      policy: {
        persistentVolumeClaimRetentionPolicy: { whenDeleted: whenDeleted ?? '', whenScaled: whenScaled ?? '' },
      },
      start: { ordinals: { start: which % 3 } },
      'min ready': { minReadySeconds: (which % 2) * 20 },
    };
    this.#spec = { ...this.#spec, ...changes[what] };
    this.world.update('StatefulSet', 'default', 'web', this.#body());
  }

  /** Owners that a claim may be found with: none, a stranger, an earlier set or pod, the set without control. */
  #owners(which: number): readonly Json[] {
    const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' };
    const uid = this.world.cluster.core.state.tables.StatefulSet.find('default', 'web')?.uid ?? 0;
    const choices: readonly Json[][] = [
      [],
      [{ apiVersion: 'example.com/v1', kind: 'Operator', name: 'db', uid: uuidOf('Pod', 4711), controller: true }],
      [{ ...set, uid: uuidOf('StatefulSet', 4711), controller: true }],
      [{ ...set, uid: uuidOf('StatefulSet', uid), controller: false }],
      [{ apiVersion: 'v1', kind: 'Pod', name: `web-${which % 4}`, uid: uuidOf('Pod', 4711), controller: true }],
    ];
    return choices[which % choices.length] ?? [];
  }

  #rewrite(record: AnyRecord | undefined, metadata: JsonObject): void {
    if (record === undefined) return;
    const draft = draftOf(record);
    const old = objectAt(draft, 'metadata') ?? {};
    const labels = { ...textsAt(old, 'labels'), ...textsAt(metadata, 'labels') };
    const body = this.world.body({ ...draft, metadata: { ...old, ...metadata, labels } });
    this.world.do({ type: 'Update', kind: record.kind, uid: record.uid, body });
  }

  #body(): JsonObject {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    return {
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web' } },
        template: template({ app: 'web' }),
        updateStrategy: strategies[0] ?? {},
        podManagementPolicy: this.#policy,
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec }],
        ...this.#spec,
      },
    };
  }
}

const pick = <Item>(items: readonly Item[], which: number): Item | undefined =>
  items[which % Math.max(1, items.length)];

const whats = [
  ...['wait', 'wait', 'all ready', 'all ready', 'ready', 'unready', 'ended', 'delete', 'remove', 'remove'],
  ...['misname', 'estrange', 'orphan', 'own claim', 'own claim', 'lose claim'],
  ...['scale', 'scale', 'image', 'image', 'strategy', 'policy', 'policy', 'start', 'min ready'],
];

const happenings = fc.array(fc.tuple(fc.constantFrom(...whats), fc.nat(30)), { size: 'medium', maxLength: 40 });
const policies = fc.constantFrom('OrderedReady', 'Parallel');
const lags = fc.constantFrom(0, 0, 3, 40);

test('SS-35: every pass decides what its scanning twin decides', () => {
  fc.assert(
    fc.property(policies, lags, fc.nat(2), fc.boolean(), happenings, (policy, lagMs, version, open, things) => {
      const history = new History(policy, lagMs, version, open);
      for (const thing of things) {
        history.act(thing);
        history.world.settle(0.05);
      }
      history.world.settle(40);
    }),
    { numRuns: 120, seed: 20_260_101 },
  );
  for (const [kind, count] of Object.entries(compared)) expect([kind, count > 50]).toEqual([kind, true]);
});
