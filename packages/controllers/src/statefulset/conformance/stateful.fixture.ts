import * as E from 'fp-ts/lib/Either.js';
import { expect } from 'vitest';
import type { Json, JsonObject } from '@orrery/core/engine';
import {
  at,
  eventMessage,
  textAt,
  toObject,
  uuidOf,
  type ControllerRevisionRecord,
  type KindName,
  type OwnerReference,
  type PodRecord,
  type StatefulSetRecord,
  type StatefulSetStatus,
} from '@orrery/core/cluster';
import type { Command, Request, Response } from '@orrery/core/api';
import type { Installed, Settings } from '@orrery/core/control';
import { template, TestCluster } from '../../cluster.fixture.ts';
import { garbageCollector } from '../../garbage-collector/index.ts';
import { claimProtection } from '../../volume-protection/index.ts';
import { statefulSetController } from '../index.ts';

/** Strategies, policies and templates as manifests have them. */
export const rolling = (partition: number, maxUnavailable?: number | string): JsonObject => ({
  updateStrategy: {
    type: 'RollingUpdate',
    rollingUpdate: { partition, ...(maxUnavailable === undefined ? {} : { maxUnavailable }) },
  },
});

export const onDelete: JsonObject = { updateStrategy: { type: 'OnDelete' } };
export const parallel: JsonObject = { podManagementPolicy: 'Parallel' };
export const image = (name: string): JsonObject => ({ template: template({ app: 'web' }, name) });

export const retention = (whenDeleted: string, whenScaled: string): JsonObject => ({
  persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
});

/** All four ways to keep claims. */
export const retentions = [
  ['Retain', 'Retain'],
  ['Delete', 'Retain'],
  ['Retain', 'Delete'],
  ['Delete', 'Delete'],
] as const;

export const claimed: JsonObject = {
  volumeClaimTemplates: [
    {
      metadata: { name: 'data', labels: { tier: 'disk', app: 'other' } },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ],
};

const manifest = (spec: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    ...image('app:1'),
    ...spec,
  },
});

/** A cluster with one StatefulSet `web` behind the API, its controller, and the hands of scheduler and kubelet. */
export class StatefulWorld extends TestCluster {
  #spec: JsonObject;

  constructor(spec: JsonObject = {}, settings: Partial<Settings> = {}, lags: Installed['lags'] = {}) {
    const others = [{ controller: garbageCollector }, { controller: claimProtection }];
    super([{ controller: statefulSetController, lags }, ...others], settings);
    this.#spec = spec;
    this.ask({ verb: 'create', kind: 'StatefulSet', namespace: 'default', name: '', body: manifest(spec) });
    this.settle();
  }

  /** A request that must be granted. */
  ask(request: Request): Response {
    const response = this.cluster.handle(request);
    if (response.code >= 400) throw new Error(textAt(response.body, 'message') ?? String(response.code));
    return response;
  }

  /** Writes the set anew with other fields of its spec. */
  change(spec: JsonObject): void {
    this.#spec = { ...this.#spec, ...spec };
    const body = manifest(this.#spec);
    this.ask({ verb: 'update', kind: 'StatefulSet', namespace: 'default', name: 'web', body });
    this.settle();
  }

  patch(kind: KindName, name: string, body: Json, patchType: 'merge' | 'json' = 'merge'): void {
    this.ask({ verb: 'patch', kind, namespace: 'default', name, patchType, body });
    this.settle();
  }

  delete(kind: KindName, name: string, propagation?: Request['propagation']): void {
    const policy = propagation === undefined ? {} : { propagation };
    this.ask({ verb: 'delete', kind, namespace: 'default', name, ...policy });
    this.settle();
  }

  get set(): StatefulSetRecord {
    const found = this.cluster.core.state.tables.StatefulSet.find('default', 'web');
    if (found === undefined) throw new Error('the set is gone');
    return found;
  }

  get status(): StatefulSetStatus {
    return this.set.status;
  }

  /** Counters as a row: replicas/ready/current/updated. */
  get counts(): string {
    const { replicas, readyReplicas, currentReplicas, updatedReplicas } = this.status;
    return [replicas, readyReplicas, currentReplicas, updatedReplicas].join('/');
  }

  get revisions(): readonly ControllerRevisionRecord[] {
    return this.cluster.core.state.tables.ControllerRevision.toArray();
  }

  /** Names of all pods, terminating ones with an asterisk, in order of ordinals. */
  get shown(): readonly string[] {
    return [...this.pods()]
      .sort((a, b) => ordinal(a) - ordinal(b))
      .map(({ meta }) => `${meta.name}${meta.deletion === undefined ? '' : '*'}`);
  }

  imageOf(name: string): string {
    const pod = this.pod(name);
    const [container] = pod === undefined ? [] : listOf(at(toObject(pod, 0), 'spec', 'containers'));
    return textAt(container, 'image') ?? '';
  }

  claim(name: string) {
    return this.cluster.core.state.tables.PersistentVolumeClaim.find('default', name);
  }

  /** Who owns a claim: `set`, `pod`, with `?` where the owner does not control it, or the owner's name. */
  owners(claim: string): readonly string[] {
    const name = ({ kind, uid, name: called, controller }: OwnerReference): string => {
      const mine = uid === uuidOf('StatefulSet', this.set.uid) ? 'set' : kind === 'Pod' ? 'pod' : called;
      return controller ? mine : `${mine}?`;
    };
    return (this.claim(claim)?.meta.owners ?? []).map(name);
  }

  get messages(): readonly string[] {
    return this.cluster.core.state.tables.Event.toArray().map(eventMessage);
  }

  /** Refuses the next commands of this kind, as a webhook or a quota would. */
  refuse(matches: (command: Command) => boolean, times = 1): void {
    const { core } = this.cluster;
    const execute = core.execute.bind(core);
    let left = times;
    core.execute = (command, actor, cause) => {
      if (left === 0 || actor === 0 || !matches(command)) return execute(command, actor, cause);
      left--;
      return E.left({ reason: 'Forbidden', kind: 'Pod', name: '', message: 'denied', causes: [] });
    };
  }

  /** Brings everything to rest: pods that go are gone, pods that are made become ready in order, one at a time. */
  converge(rounds = 200): void {
    for (let round = 0; round < rounds; round++) {
      this.#check();
      const going = this.pods().find(({ meta }) => meta.deletion !== undefined && meta.finalizers.length === 0);
      const starting = [...this.pods()]
        .sort((a, b) => ordinal(a) - ordinal(b))
        .find(({ status, meta }) => status.shape.phase === 'Pending' && meta.deletion === undefined);
      if (going !== undefined) this.remove(going.meta.name);
      else if (starting !== undefined) this.ready(starting.meta.name);
      else return;
      this.settle();
    }
    throw new Error('no rest');
  }

  /** What upstream's tests look at after every sync. */
  #check(): void {
    const { spec, meta } = this.set;
    const pods = [...this.pods()].sort((a, b) => ordinal(a) - ordinal(b));
    for (const pod of pods) {
      expect(pod.meta.labels['statefulset.kubernetes.io/pod-name']).toBe(pod.meta.name);
      expect(pod.claims).toEqual(spec.claimTemplates.length === 0 ? [] : [`data-${pod.meta.name}`]);
      for (const claim of pod.claims) expect(this.claim(claim)).toBeDefined();
    }
    if (!spec.ordered || meta.deletion !== undefined) return;
    // No gap from the start ordinal on, and none is ready whose predecessor was not.
    const inRange = pods.filter((pod) => ordinal(pod) >= spec.start && ordinal(pod) < spec.start + spec.replicas);
    const alive = inRange.filter(({ meta: { deletion } }) => deletion === undefined).map(ordinal);
    if (alive.length > 0 && this.#growing()) expect(alive).toEqual(alive.map((_, index) => spec.start + index));
  }

  /** Is the set being made for the first time? Later, pods that were taken away leave gaps until their turn comes. */
  #growing(): boolean {
    return this.events((event) => event.type !== 'Created' && 'kind' in event && event.kind === 'Pod').length === 0;
  }
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const ordinal = ({ meta }: PodRecord): number => Number(meta.name.slice(meta.name.lastIndexOf('-') + 1));

/** Is it a request to do this with pods? */
export const onPods =
  (type: 'Create' | 'Delete' | 'Update') =>
  (command: Command): boolean =>
    command.type === type && 'kind' in command && command.kind === 'Pod';
