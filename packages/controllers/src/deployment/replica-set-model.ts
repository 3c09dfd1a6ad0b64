import { canonicalJson, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import {
  draftOf,
  objectAt,
  type DeploymentRecord,
  type ReplicaSetRecord,
  type ReplicaSetStatus,
  type StringMap,
} from '@orrery/core/cluster';
import { controllerReference, revisionHash, type Planning, type Step } from '@orrery/core/control';
import { sizeAnnotations } from './annotations.ts';
import { reported } from './reported.ts';

/** Label on pods and ReplicaSets: the hash of the template. */
const hashLabel = 'pod-template-hash';

/** A template without the label that its ReplicaSet adds, as a text to compare. Source: EqualIgnoreHash. */
export const templateText = (template: JsonObject): string => {
  const metadata = objectAt(template, 'metadata') ?? {};
  const { [hashLabel]: _, ...labels } = objectAt(metadata, 'labels') ?? {};
  return canonicalJson({ ...template, metadata: { ...metadata, labels } });
};

/** The hash in the name of a Deployment's newest ReplicaSet. */
export const templateHash = ({ spec, status }: DeploymentRecord): string =>
  revisionHash(templateText(spec.template), status.collisionCount);

const hashed = (template: JsonObject, hash: string): JsonObject => {
  const metadata = objectAt(template, 'metadata') ?? {};
  return { ...template, metadata: { ...metadata, labels: { ...objectAt(metadata, 'labels'), [hashLabel]: hash } } };
};

const noStatus: ReplicaSetStatus = {
  observedGeneration: 0,
  replicas: 0,
  fullyLabeledReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  terminatingReplicas: 0,
  conditions: [],
};

/**
 * A ReplicaSet in the course of one pass: as the cache has it, with what the pass has asked for since. A pass writes the same
 * set more than once, each time with all of that.
 */
export class ReplicaSetModel {
  readonly name: string;
  readonly record: ReplicaSetRecord | undefined;
  readonly status: ReplicaSetStatus;
  replicas: number;
  annotations: StringMap;
  minReadySeconds: number;

  constructor(record: ReplicaSetRecord | undefined, name = record?.meta.name ?? '') {
    this.record = record;
    this.name = name;
    this.status = record?.status ?? noStatus;
    this.replicas = record?.spec.replicas ?? 0;
    this.annotations = record?.meta.annotations ?? {};
    this.minReadySeconds = (record?.spec.minReadyUs ?? 0) / 1_000_000;
  }

  /** When it was made; a set that is being made is the youngest. */
  get createdAt(): number {
    return this.record?.meta.createdAt ?? Number.MAX_SAFE_INTEGER;
  }

  /** The step that makes the set. */
  creation(deployment: DeploymentRecord, hash: string, planning: Planning): Step {
    const { namespace } = deployment.meta;
    const { selectorJson, template } = deployment.spec;
    const labelled = hashed(template, hash);
    const matchLabels = { ...objectAt(selectorJson, 'matchLabels'), [hashLabel]: hash };
    const body = {
      metadata: {
        labels: objectAt(labelled, 'metadata', 'labels') ?? {},
        annotations: this.annotations,
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas: this.replicas,
        ...(this.minReadySeconds === 0 ? {} : { minReadySeconds: this.minReadySeconds }),
        selector: { ...selectorJson, matchLabels },
        template: labelled,
      },
    };
    const command = {
      type: 'Create',
      kind: 'ReplicaSet',
      namespace,
      name: this.name,
      body: planning.body(body),
    } as const;
    return { command, onRejection: 'stop' };
  }

  /** The step that writes what the pass has made of the set. */
  update(planning: Planning): Step {
    const { record } = this;
    if (record === undefined)
      throw new Error('a ReplicaSet that does not exist yet was to be updated: create it first');
    const draft = draftOf(record);
    const { minReadySeconds: _, ...spec } = objectAt(draft, 'spec') ?? {};
    const metadata = draft['metadata'];
    const body: Json = {
      ...draft,
      metadata: { ...(isJsonObject(metadata) ? metadata : {}), annotations: this.annotations },
      spec: {
        ...spec,
        replicas: this.replicas,
        ...(this.minReadySeconds === 0 ? {} : { minReadySeconds: this.minReadySeconds }),
      },
    };
    const command = { type: 'Update', kind: 'ReplicaSet', uid: record.uid, body: planning.body(body) } as const;
    return { command, onRejection: 'stop' };
  }

  /** DP-5: sizes the set, and lets it remember for which size of its Deployment. Source: scaleReplicaSet. */
  scale(replicas: number, deployment: DeploymentRecord, planning: Planning): readonly Step[] {
    const sizes = sizeAnnotations(deployment);
    const remembers = Object.keys(sizes).every((key) => this.annotations[key] === sizes[key]);
    const was = this.replicas;
    if (was === replicas && remembers) return [];
    this.replicas = replicas;
    this.annotations = { ...this.annotations, ...sizes };
    const update = this.update(planning);
    if (was === replicas) return [update];
    const direction = replicas > was ? 'up' : 'down';
    return [update, reported(deployment, 'scaled', [direction, this.name, String(was), String(replicas)])];
  }
}

/** Sum over sets. */
export const sum = (sets: readonly ReplicaSetModel[], of: (one: ReplicaSetModel) => number): number =>
  sets.reduce((total, one) => total + of(one), 0);

/** Sets that have, or are to have, pods. */
export const active = (sets: readonly ReplicaSetModel[]): readonly ReplicaSetModel[] =>
  sets.filter(({ replicas }) => replicas > 0);

/** Oldest first, then by name. */
export const byAge = (sets: readonly ReplicaSetModel[]): readonly ReplicaSetModel[] =>
  [...sets].sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1));
