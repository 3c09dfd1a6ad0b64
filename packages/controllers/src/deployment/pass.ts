import { draftOf, noProgressDeadline, objectAt, type DeploymentRecord } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';
import { newestAnnotations, revisionAnnotation, revisionOf, sizeAnnotations } from './annotations.ts';
import { maxSurge } from './budget.ts';
import { find, fresh, set, type Conditions } from './conditions.ts';
import type { Memory } from './memory.ts';
import { ReplicaSetModel, sum, templateHash } from './replica-set-model.ts';
import { reported } from './reported.ts';
import { statusJson } from './status-json.ts';

/** What a pass knows, and what it has asked for so far. It has one owner and is edited in place. */
export class Pass {
  readonly memory: Memory;
  readonly planning: Planning;
  readonly deployment: DeploymentRecord;
  /** ReplicaSets of other templates than the Deployment's. */
  readonly old: readonly ReplicaSetModel[];
  /** The ReplicaSet of the Deployment's template, if it is there. */
  newest: ReplicaSetModel | undefined;
  /** Conditions of the Deployment, with what the pass has written of them. */
  conditions: Conditions;
  readonly steps: Step[] = [];

  constructor(
    memory: Memory,
    planning: Planning,
    deployment: DeploymentRecord,
    newest: ReplicaSetModel | undefined,
    old: readonly ReplicaSetModel[],
  ) {
    this.memory = memory;
    this.planning = planning;
    this.deployment = deployment;
    this.newest = newest;
    this.old = old;
    this.conditions = deployment.status.conditions;
  }

  get all(): readonly ReplicaSetModel[] {
    return this.newest === undefined ? this.old : [...this.old, this.newest];
  }

  get hasDeadline(): boolean {
    return this.deployment.spec.progressDeadlineSeconds !== noProgressDeadline;
  }

  /** Sizes a set; says whether there was anything to do. */
  scale(one: ReplicaSetModel, replicas: number): boolean {
    const was = one.replicas;
    this.steps.push(...one.scale(replicas, this.deployment, this.planning));
    return was !== replicas;
  }

  /** Writes conditions ahead of the status at the end, if they changed. */
  writeConditions(conditions: Conditions): void {
    if (conditions === this.conditions) return;
    this.conditions = conditions;
    const { uid, status } = this.deployment;
    const body = this.planning.body(statusJson({ ...status, conditions }));
    this.steps.push({ command: { type: 'UpdateStatus', kind: 'Deployment', uid, status: body }, onRejection: 'stop' });
  }

  /** DP-3: brings annotations of the newest set up to date, or makes it if `create`. Source: getNewReplicaSet. */
  prepareNewest(create: boolean): void {
    const revision = Math.max(0, ...this.old.map(({ record }) => (record === undefined ? 0 : revisionOf(record)))) + 1;
    if (this.newest !== undefined) this.#refresh(this.newest, revision);
    else if (create) this.#create(revision);
  }

  #refresh(newest: ReplicaSetModel, revision: number): void {
    const { spec } = this.deployment;
    const annotations = newestAnnotations(this.deployment, newest.annotations, revision);
    if (annotations !== newest.annotations || newest.minReadySeconds !== spec.minReadySeconds) {
      newest.annotations = annotations;
      newest.minReadySeconds = spec.minReadySeconds;
      this.steps.push(newest.update(this.planning));
      return;
    }
    this.#writeRevision(newest.annotations[revisionAnnotation] ?? '');
    if (!this.hasDeadline || find(this.conditions, 'Progressing') !== undefined) return;
    this.#note('FoundNewReplicaSet', `Found new replica set "${newest.name}"`);
  }

  #create(revision: number): void {
    const { deployment, planning } = this;
    const hash = templateHash(deployment);
    const made = new ReplicaSetModel(undefined, `${deployment.meta.name}-${hash}`);
    made.annotations = { ...newestAnnotations(deployment, {}, revision), ...sizeAnnotations(deployment) };
    made.minReadySeconds = deployment.spec.minReadySeconds;
    made.replicas = newReplicas(deployment, this.old, 0);
    this.newest = made;
    this.steps.push(made.creation(deployment, hash, planning));
    if (made.replicas > 0)
      this.steps.push(reported(deployment, 'scaled', ['up', made.name, '0', String(made.replicas)]));
    this.#writeRevision(String(revision));
    if (this.hasDeadline) this.#note('NewReplicaSetCreated', `Created new replica set "${made.name}"`);
  }

  #note(reason: string, message: string): void {
    this.writeConditions(set(this.conditions, fresh('Progressing', 'True', reason, message, this.planning.now)));
  }

  /** The Deployment bears the number of its newest set. */
  #writeRevision(revision: string): void {
    const { meta, uid } = this.deployment;
    if (meta.annotations[revisionAnnotation] === revision) return;
    const draft = draftOf(this.deployment);
    const annotations = { ...meta.annotations, [revisionAnnotation]: revision };
    const body = this.planning.body({ ...draft, metadata: { ...objectAt(draft, 'metadata'), annotations } });
    this.steps.push({ command: { type: 'Update', kind: 'Deployment', uid, body }, onRejection: 'stop' });
  }
}

/** Is every replica of the newest set, there and available? Source: DeploymentComplete. */
export const isComplete = ({ spec, status, meta }: DeploymentRecord): boolean =>
  status.updatedReplicas === spec.replicas &&
  status.replicas === spec.replicas &&
  status.availableReplicas === spec.replicas &&
  status.observedGeneration >= meta.generation;

/** DP-6: to what size the newest set may grow now. Source: NewRSNewReplicas. */
export const newReplicas = (deployment: DeploymentRecord, old: readonly ReplicaSetModel[], size: number): number => {
  const { strategy, replicas } = deployment.spec;
  if (strategy === 'Recreate') return replicas;
  const now = sum(old, (one) => one.replicas) + size;
  const most = replicas + maxSurge(deployment);
  return now >= most ? size : size + Math.min(most - now, replicas - size);
};
