import type { Json } from '../engine/index.ts';
import {
  isSelected,
  selectsPods,
  serviceSpecOf,
  type Change,
  type ObjectChange,
  type PodRecord,
  type Records,
  type Uid,
  type View,
} from '../cluster/index.ts';

type Service = Records['Service'];

/** Which pods each Service selects, kept up to date by changes of either. */
export class ServiceMembers {
  /** Services that select pods, by namespace. */
  readonly #services = new Map<string, Set<Uid>>();
  readonly #members = new Map<Uid, Set<Uid>>();
  readonly #pods = new Map<string, Set<Uid>>();

  /** Pods that a Service selects, ascending. */
  of(service: Uid): readonly Uid[] {
    return [...(this.#members.get(service) ?? [])].sort((a, b) => a - b);
  }

  has(service: Uid, pod: Uid): boolean {
    return this.#members.get(service)?.has(pod) === true;
  }

  /** Takes a change of a Service or a pod; gives the Services that selected the pod before or select it after. */
  observe(change: Change, view: View): readonly Uid[] {
    if (change.kind === 'Service') this.#observeService(change, view);
    return change.kind === 'Pod' ? this.#observePod(change, view) : [];
  }

  #observeService({ before, after }: ObjectChange<'Service'>, view: View): void {
    const known = after ?? before;
    if (known === undefined) return;
    const { namespace } = known.meta;
    if (after === undefined || !selectsPods(serviceSpecOf(after.body))) {
      this.#members.delete(known.uid);
      drop(this.#services, namespace, known.uid);
      return;
    }
    put(this.#services, namespace, after.uid);
    if (before?.body === after.body && this.#members.has(after.uid)) return;
    const spec = serviceSpecOf(after.body);
    const members = [...(this.#pods.get(namespace) ?? [])].filter((uid) => {
      const pod = view.tables.Pod.get(uid);
      return pod !== undefined && isSelected(spec, pod.meta.labels);
    });
    this.#members.set(after.uid, new Set(members));
  }

  #observePod({ before, after }: ObjectChange<'Pod'>, view: View): readonly Uid[] {
    const pod = after ?? before;
    if (pod === undefined) return [];
    const { namespace } = pod.meta;
    if (after === undefined) drop(this.#pods, namespace, pod.uid);
    else if (before === undefined) put(this.#pods, namespace, pod.uid);
    if (before !== undefined && after !== undefined && !isNews(before, after)) return [];
    const concerned: Uid[] = [];
    for (const uid of this.#services.get(namespace) ?? []) {
      const service: Service | undefined = view.tables.Service.get(uid);
      const members = this.#members.get(uid);
      if (service === undefined || members === undefined) continue;
      const was = members.has(pod.uid);
      const is = after !== undefined && isSelected(serviceSpecOf(service.body), after.meta.labels);
      if (is) members.add(pod.uid);
      else members.delete(pod.uid);
      if (was || is) concerned.push(uid);
    }
    return concerned;
  }

  /** The same for equal members, whatever way they came about. */
  toJson(): Json {
    return Object.fromEntries(
      [...this.#members.keys()].sort((a, b) => a - b).map((uid) => [String(uid), this.of(uid)]),
    );
  }
}

/** Can an endpoint be another one after this change? Source: podEndpointsChanged. */
const isNews = (before: PodRecord, after: PodRecord): boolean =>
  before.meta.deletion !== after.meta.deletion ||
  before.meta.labels !== after.meta.labels ||
  before.node !== after.node ||
  before.status.ip !== after.status.ip ||
  before.status.shape.ready !== after.status.shape.ready ||
  before.status.shape.phase !== after.status.shape.phase ||
  before.body !== after.body;

const put = (index: Map<string, Set<Uid>>, key: string, uid: Uid): void => {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([uid]));
  else known.add(uid);
};

const drop = (index: Map<string, Set<Uid>>, key: string, uid: Uid): void => {
  const known = index.get(key);
  known?.delete(uid);
  if (known?.size === 0) index.delete(key);
};
