import type { Json } from '@orrery/core/engine';
import { selectsPods, serviceSpecOf, type Records, type Uid } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning, type Step } from '@orrery/core/control';
import { classify, type Endpoint } from './classify.ts';
import { awaitNode, soil, type Memory } from './memory.ts';
import { contentOf, hasLabels, portsIn, rewritten, sliceJson } from './slice.ts';

/** NE-15: so many endpoints stand in one slice at most. Source: MaxEndpointsPerSlice. */
const sliceMax = 100;

type Service = Records['Service'];
type Slice = Records['EndpointSlice'];

/** A slice that is being written anew. */
interface Draft {
  readonly slice: Slice;
  readonly endpoints: (Json | undefined)[];
  changed: boolean;
}

/** NE-10…NE-15: what has to be written so that the slices of a Service say what its pods are now. */
export const plan = (memory: Memory, key: Uid, planning: Planning): Plan => {
  const service = planning.view.tables.Service.get(key);
  const dirty = memory.machine.dirty.get(key);
  memory.machine.dirty.delete(key);
  if (service === undefined || dirty === undefined || !selectsPods(serviceSpecOf(service.body))) return nothing;
  const slices = memory.slices
    .of(`${service.meta.namespace}/${service.meta.name}`)
    .flatMap((uid) => planning.view.tables.EndpointSlice.get(uid) ?? []);
  const drafts = slices.map((slice) => ({
    slice,
    endpoints: [...contentOf(slice.body).endpoints],
    changed: dirty === 'all' && !hasLabels(slice, service),
  }));
  const pods = dirty === 'all' ? everybody(memory, key, slices) : [...dirty].sort((a, b) => a - b);
  const added = settle(memory, service, pods, drafts, planning);
  return { steps: [...place(service, added, drafts, planning), ...written(service, added, drafts, planning)] };
};

/** Members, and whoever stands in a slice. */
const everybody = (memory: Memory, service: Uid, slices: readonly Slice[]): readonly Uid[] => {
  const all = new Set(memory.members.of(service));
  for (const { body } of slices) for (const uid of contentOf(body).places.keys()) all.add(uid);
  return [...all].sort((a, b) => a - b);
};

/** Puts right what stands in a slice; gives the endpoints that stand in none yet, by their ports. */
const settle = (
  memory: Memory,
  service: Service,
  pods: readonly Uid[],
  drafts: readonly Draft[],
  { view }: Planning,
): ReadonlyMap<string, Endpoint[]> => {
  const added = new Map<string, Endpoint[]>();
  for (const uid of pods) {
    const pod = memory.members.has(service.uid, uid) ? view.tables.Pod.get(uid) : undefined;
    const found = pod === undefined ? undefined : classify(pod, service, view);
    if (found === 'waiting' && pod !== undefined) awaitNode(memory, pod.node, service.uid, uid);
    const endpoint = found === 'waiting' ? undefined : found;
    if (putRight(uid, endpoint, drafts) || endpoint === undefined) continue;
    const together = added.get(endpoint.portsKey);
    if (together === undefined) added.set(endpoint.portsKey, [endpoint]);
    else together.push(endpoint);
  }
  return added;
};

/** Does the endpoint stand in a slice of its ports? There it is brought up to date; in others, and when it is none, it goes. */
const putRight = (pod: Uid, endpoint: Endpoint | undefined, drafts: readonly Draft[]): boolean => {
  let stands = false;
  for (const draft of drafts) {
    const content = contentOf(draft.slice.body);
    const at = content.places.get(pod);
    if (at === undefined) continue;
    if (endpoint === undefined || stands || content.portsKey !== endpoint.portsKey) {
      draft.endpoints[at] = undefined;
      draft.changed = true;
      continue;
    }
    stands = true;
    if (JSON.stringify(content.endpoints[at]) === JSON.stringify(endpoint.json)) continue;
    draft.endpoints[at] = endpoint.json;
    draft.changed = true;
  }
  return stands;
};

const sizeOf = ({ endpoints }: Draft): number => endpoints.filter((one) => one !== undefined).length;

/** NE-15: new endpoints go into slices that are written anyway, then into the fullest one with room for all, then into new ones. */
const place = (
  service: Service,
  added: ReadonlyMap<string, Endpoint[]>,
  drafts: readonly Draft[],
  planning: Planning,
): readonly Step[] => {
  const steps: Step[] = [];
  for (const [portsKey, endpoints] of added) {
    const fitting = drafts.filter(({ slice }) => contentOf(slice.body).portsKey === portsKey);
    let left = endpoints;
    for (const draft of fitting) if (draft.changed) left = fill(draft, left);
    const roomy = fitting
      .filter((draft) => !draft.changed && sizeOf(draft) + left.length <= sliceMax)
      .sort((a, b) => sizeOf(b) - sizeOf(a))[0];
    if (left.length > 0 && left.length < sliceMax && roomy !== undefined) left = fill(roomy, left);
    for (; left.length > 0; left = left.slice(sliceMax)) {
      const first = left.slice(0, sliceMax);
      steps.push(
        creation(
          service,
          first.map(({ json }) => json),
          first[0]?.ports ?? [],
          planning,
        ),
      );
    }
  }
  return steps;
};

const fill = (draft: Draft, endpoints: Endpoint[]): Endpoint[] => {
  const room = Math.max(0, sliceMax - sizeOf(draft));
  if (room === 0 || endpoints.length === 0) return endpoints;
  draft.endpoints.push(...endpoints.slice(0, room).map(({ json }) => json));
  draft.changed = true;
  return endpoints.slice(room);
};

const creation = (service: Service, endpoints: readonly Json[], ports: readonly Json[], { body }: Planning): Step => {
  const { namespace, name } = service.meta;
  const written = body(sliceJson(service, endpoints, ports));
  return {
    command: { type: 'Create', kind: 'EndpointSlice', namespace, name: '', generateName: `${name}-`, body: written },
    onRejection: 'stop',
  };
};

/** Slices that have changed are updated, empty ones deleted; a Service keeps one, be it empty. */
const written = (
  service: Service,
  added: ReadonlyMap<string, Endpoint[]>,
  drafts: readonly Draft[],
  planning: Planning,
): readonly Step[] => {
  const kept = drafts.filter((draft) => sizeOf(draft) > 0);
  const spare = kept.length === 0 && added.size === 0 ? (drafts[0] ?? 'new') : undefined;
  const steps: Step[] = spare === 'new' ? [creation(service, [], [], planning)] : [];
  for (const draft of drafts) {
    const { slice, changed } = draft;
    const { kind, uid, version, meta } = slice;
    if (sizeOf(draft) === 0 && draft !== spare) {
      const { namespace, name } = meta;
      steps.push({ command: { type: 'Delete', kind, namespace, name, uid }, onRejection: 'continue' });
    } else if (changed) {
      const endpoints = draft.endpoints.filter((one) => one !== undefined);
      const ports = endpoints.length === 0 ? [] : portsIn(slice);
      const body = planning.body({ ...rewritten(slice, service, endpoints), ports });
      steps.push({ command: { type: 'Update', kind, uid, version, body }, onRejection: 'stop' });
    }
  }
  return steps;
};

/** A sync that failed looks at everything again. */
export const lookAgain = (memory: Memory, service: Uid): void => soil(memory, service, 'all');
