import {
  at,
  controllerOf,
  firstUntolerated,
  isAvailable,
  isTerminal,
  isTerminating,
  keyOf,
  matchesNodeSelector,
  selects,
  uuidOf,
  type DaemonSetRecord,
  type DaemonSetStatus,
  type NodeRecord,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import { revisionText, scaledValue, sortedRevisions, type Planning } from '@orrery/core/control';
import { automaticTolerations } from './eligibility.ts';
import { templateText } from './revisions.ts';
import { targetNode } from './target-node.ts';

/*
 * The scanning twin of the DaemonSet controller: what a pass decides, said once more as upstream says it, by going over all nodes
 * and all pods each time. It shares no memory, no counts and no lists with the controller.
 */

/** What a pass wants. */
export interface Decision {
  readonly created: readonly string[];
  readonly deleted: readonly string[];
  readonly reports: readonly string[];
  readonly error: string | undefined;
}

const label = 'controller-revision-hash';
const burst = 250;

/** One set, as a pass finds it. */
export class Twin {
  readonly #set: DaemonSetRecord;
  readonly #hash: string;
  readonly #now: number;
  readonly #nodes: readonly NodeRecord[];
  readonly #pods: Map<string, PodRecord[]>;

  constructor(set: DaemonSetRecord, hash: string, view: View, now: number) {
    this.#set = set;
    this.#hash = hash;
    this.#now = now;
    this.#nodes = [...view.tables.Node.toArray()].sort((a, b) => (a.meta.name < b.meta.name ? -1 : 1));
    this.#pods = podsByNode(set, view);
  }

  /** Source: updateDaemonSet. */
  decide(backOff: Planning['backOff']): Decision {
    const managed = this.#manage(backOff);
    if (managed.created.length + managed.deleted.length > 0 || this.#set.spec.updateStrategy === 'OnDelete')
      return managed;
    return { ...managed, ...(this.#maxSurge() === 0 ? this.#replaceInPlace() : this.#surge()) };
  }

  /** Source: updateDaemonSetStatus. */
  status(): Omit<DaemonSetStatus, 'observedGeneration' | 'collisionCount'> {
    let [desired, current, misscheduled, ready, available, updated] = [0, 0, 0, 0, 0, 0];
    for (const node of this.#nodes) {
      const pods = this.#pods.get(node.meta.name) ?? [];
      if (!this.#runsOn(node).run) {
        if (pods.length > 0) misscheduled++;
        continue;
      }
      desired++;
      const [oldest] = [...pods].sort(byAge);
      if (oldest === undefined) continue;
      current++;
      if (oldest.status.shape.ready) ready++;
      if (this.#available(oldest)) available++;
      if (this.#updated(oldest)) updated++;
    }
    return {
      desiredNumberScheduled: desired,
      currentNumberScheduled: current,
      numberMisscheduled: misscheduled,
      numberReady: ready,
      numberAvailable: available,
      updatedNumberScheduled: updated,
      numberUnavailable: desired - available,
    };
  }

  #available(pod: PodRecord | undefined): boolean {
    return pod !== undefined && isAvailable(pod, this.#set.spec.minReadyUs, this.#now);
  }

  #updated(pod: PodRecord): boolean {
    const generation = this.#set.meta.annotations['deprecated.daemonset.template.generation'];
    const { labels } = pod.meta;
    return (
      labels[label] === this.#hash || (generation !== undefined && labels['pod-template-generation'] === generation)
    );
  }

  /** Source: NodeShouldRunDaemonPod. */
  #runsOn({ meta: { name, labels }, taints }: NodeRecord): { readonly run: boolean; readonly stay: boolean } {
    const { pod, nodeName } = this.#set.spec;
    const affinity = at(pod.affinity, 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
    const selected = Object.entries(pod.nodeSelector).every(([key, value]) => labels[key] === value);
    if ((nodeName !== '' && nodeName !== name) || !selected || !matchesNodeSelector(affinity, { name, labels }))
      return { run: false, stay: false };
    const tolerations = [...pod.tolerations, ...automaticTolerations(pod.hostNetwork)];
    const bars = (...effects: readonly string[]) => firstUntolerated(taints, tolerations, effects) !== undefined;
    return { run: !bars('NoSchedule', 'NoExecute'), stay: !bars('NoExecute') };
  }

  #desired(): number {
    return this.#nodes.filter((node) => this.#runsOn(node).run).length;
  }

  #maxSurge(): number {
    return scaledValue(this.#set.spec.maxSurge, this.#desired(), 'up');
  }

  /** Source: manage, podsShouldBeOnNode. */
  #manage(backOff: Planning['backOff']): Decision {
    const created: string[] = [];
    const deleted: PodRecord[] = [];
    const reports: string[] = [];
    for (const node of this.#nodes) {
      const { name } = node.meta;
      const { run, stay } = this.#runsOn(node);
      const pods = this.#pods.get(name);
      if (run && pods === undefined) created.push(name);
      else if (stay) {
        const running = this.#ended(pods ?? [], name, { backOff, deleted, reports });
        if (this.#surges() && running.length === 0 && run) created.push(name);
        deleted.push(...this.#tooMany(running));
      } else deleted.push(...(pods ?? []).filter((pod) => !isTerminating(pod)));
    }
    const known = new Set(this.#nodes.map(({ meta }) => meta.name));
    for (const name of [...this.#pods.keys()].sort())
      if (!known.has(name)) deleted.push(...(this.#pods.get(name) ?? []).filter(({ node }) => node === ''));
    return decision(created, deleted, reports);
  }

  #surges(): boolean {
    const { updateStrategy, maxSurge } = this.#set.spec;
    return updateStrategy === 'RollingUpdate' && scaledValue(maxSurge, 1, 'up') > 0;
  }

  /** Deletes pods that have ended, gives those that run. */
  #ended(
    pods: readonly PodRecord[],
    node: string,
    into: { readonly backOff: Planning['backOff']; readonly deleted: PodRecord[]; readonly reports: string[] },
  ): readonly PodRecord[] {
    const id = `${this.#set.uid}/${this.#set.status.observedGeneration}/${node}`;
    let waits = into.backOff.remainingUs(id, this.#now) > 0;
    for (const pod of pods) {
      if (isTerminating(pod) || !isTerminal(pod)) continue;
      const failed = pod.status.shape.phase === 'Failed';
      if (failed && waits) continue;
      if (failed) waits = true;
      into.reports.push(
        `${failed ? 'FailedDaemonPod' : 'SucceededDaemonPod'} ${keyOf(pod.meta.namespace, pod.meta.name)}`,
      );
      into.deleted.push(pod);
    }
    return pods.filter((pod) => !isTerminating(pod) && !isTerminal(pod)).sort(byAge);
  }

  #tooMany(running: readonly PodRecord[]): readonly PodRecord[] {
    if (!this.#surges()) return running.slice(1);
    if (running.length < 2) return [];
    const deleted: PodRecord[] = [];
    let fresh: PodRecord | undefined;
    let old: PodRecord | undefined;
    for (const pod of running) {
      const isFresh = pod.meta.labels[label] === this.#hash;
      if (isFresh && fresh === undefined) fresh = pod;
      else if (!isFresh && old === undefined) old = pod;
      else deleted.push(pod);
    }
    if (fresh !== undefined && old !== undefined && (!old.status.shape.ready || this.#available(fresh)))
      deleted.push(old);
    return deleted;
  }

  /** Every node that is wanted or has a pod, with its old and new pod; undefined when there are too many. */
  #rollout() {
    const names = new Set(this.#pods.keys());
    for (const node of this.#nodes) if (this.#runsOn(node).run) names.add(node.meta.name);
    return [...names].sort().map((name) => {
      const live = (this.#pods.get(name) ?? []).filter((pod) => !isTerminating(pod));
      const [fresh, ...moreFresh] = live.filter((pod) => this.#updated(pod));
      const [old, ...moreOld] = live.filter((pod) => !this.#updated(pod));
      return { name, fresh, old, tooMany: moreFresh.length + moreOld.length > 0 };
    });
  }

  /** Source: rollingUpdate, maxSurge 0. */
  #replaceInPlace(): Omit<Decision, 'reports'> {
    const desired = this.#desired();
    const most = scaledValue(this.#set.spec.maxUnavailable, desired, 'up');
    const allowed: PodRecord[] = [];
    const candidates: PodRecord[] = [];
    let unavailable = 0;
    for (const { fresh, old, tooMany } of this.#rollout()) {
      if (tooMany || (fresh === undefined) === (old === undefined)) unavailable++;
      else if (old === undefined) unavailable += this.#available(fresh) ? 0 : 1;
      else if (this.#available(old)) candidates.push(old);
      else {
        allowed.push(old);
        unavailable++;
      }
    }
    const left = Math.max(0, (desired > 0 && most === 0 ? 1 : most) - unavailable);
    return decision([], [...allowed, ...candidates.slice(0, left)], []);
  }

  /** Source: rollingUpdate, maxSurge above 0. */
  #surge(): Omit<Decision, 'reports'> {
    const gone: PodRecord[] = [];
    const strays: PodRecord[] = [];
    const allowed: string[] = [];
    const candidates: string[] = [];
    let [surging, serving] = [0, 0];
    for (const { name, fresh, old, tooMany } of this.#rollout()) {
      if (tooMany) surging++;
      else if (this.#available(old ?? fresh)) serving++;
      if (tooMany || old === undefined) continue;
      const node = this.#nodes.find(({ meta }) => meta.name === name);
      if (fresh !== undefined) {
        if (this.#available(fresh)) gone.push(old);
        else surging++;
      } else if (node === undefined)
        return { ...decision([], [], []), error: `couldn't get node for nodeName "${name}": node "${name}" not found` };
      else if (this.#runsOn(node).run) (this.#available(old) ? candidates : allowed).push(name);
      else (this.#available(old) ? strays : gone).push(old);
    }
    const spare = Math.max(0, serving - this.#desired());
    const left = Math.max(0, this.#maxSurge() - surging);
    return decision([...allowed, ...candidates.slice(0, left)], [...gone, ...strays.slice(0, spare)], []);
  }
}

const decision = (created: readonly string[], deleted: readonly PodRecord[], reports: readonly string[]): Decision => ({
  created: created.slice(0, burst),
  deleted: deleted.slice(0, burst).map(({ meta }) => meta.name),
  reports,
  error: undefined,
});

/** Source: podByCreationTimestampAndPhase. */
const byAge = (a: PodRecord, b: PodRecord): number => {
  if ((a.node === '') !== (b.node === '')) return a.node === '' ? 1 : -1;
  if (a.meta.createdAt !== b.meta.createdAt) return a.meta.createdAt - b.meta.createdAt;
  return a.meta.name < b.meta.name ? -1 : 1;
};

/** Source: getNodesToDaemonPods, ClaimPods. */
const podsByNode = (set: DaemonSetRecord, view: View): Map<string, PodRecord[]> => {
  const found = new Map<string, PodRecord[]>();
  for (const pod of view.tables.Pod.toArray()) {
    const owner = controllerOf(pod.meta);
    const own = owner?.uid === uuidOf('DaemonSet', set.uid);
    const orphan = owner === undefined && pod.meta.namespace === set.meta.namespace && !isTerminating(pod);
    if ((!own && !orphan) || !selects(set.spec.selector, pod.meta.labels)) continue;
    if (isTerminating(pod) && isTerminal(pod)) continue;
    const name = targetNode(pod);
    if (name === '') continue;
    const there = found.get(name);
    if (there === undefined) found.set(name, [pod]);
    else there.push(pod);
  }
  return found;
};

/** How many revisions that the set may call its own record the present template, and the label of the highest. */
export const presentRevisions = (
  set: DaemonSetRecord,
  view: View,
): { readonly copies: number; readonly hash: string } => {
  const equal = sortedRevisions(
    view.tables.ControllerRevision.toArray().filter((revision) => {
      const owner = controllerOf(revision.meta);
      const own = owner?.uid === uuidOf('DaemonSet', set.uid);
      const orphan = owner === undefined && revision.meta.namespace === set.meta.namespace;
      return (
        (own || orphan) &&
        selects(set.spec.selector, revision.meta.labels) &&
        revisionText(revision) === templateText(set.body)
      );
    }),
  );
  return { copies: equal.length, hash: equal.at(-1)?.meta.labels[label] ?? '' };
};
