import type { JsonObject } from '@orrery/core/engine';
import { draftOf, selectsPods, serviceSpecOf, type Records } from '@orrery/core/cluster';
import { nothing, type Plan, type Planning } from '@orrery/core/control';
import { classify } from './classify.ts';
import type { Memory } from './memory.ts';
import { addressesMax, subsetsOf, truncated } from './subsets.ts';

const headlessLabel = 'service.kubernetes.io/headless';
const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const overCapacity = 'endpoints.kubernetes.io/over-capacity';

/** NE-20…NE-22: the Endpoints of a Service, if they are not what they should be. */
export const plan = (memory: Memory, key: number, planning: Planning): Plan => {
  const { view, body } = planning;
  const service = view.tables.Service.get(key);
  const removed = memory.machine.removed.get(key);
  memory.machine.removed.delete(key);
  if (service === undefined) {
    if (removed === undefined) return nothing;
    const { namespace, name } = removed;
    return {
      steps: [{ command: { type: 'Delete', kind: 'Endpoints', namespace, name }, onRejection: 'continue' }],
    };
  }
  if (!selectsPods(serviceSpecOf(service.body))) return nothing;
  const { namespace, name } = service.meta;
  const pods = memory.members.of(key).flatMap((uid) => view.tables.Pod.get(uid) ?? []);
  const addresses = pods.flatMap((pod) => classify(pod, service) ?? []);
  const found = view.tables.Endpoints.find(namespace, name);
  const wanted = body(endpointsJson(service, found, addresses.length > addressesMax, subsetsOf(truncated(addresses))));
  if (found === undefined) {
    const command = { type: 'Create', kind: 'Endpoints', namespace, name, body: wanted } as const;
    return { steps: [{ command, onRejection: 'stop' }] };
  }
  if (body(draftOf(found)) === wanted) return nothing;
  const { kind, uid, version } = found;
  return { steps: [{ command: { type: 'Update', kind, uid, version, body: wanted }, onRejection: 'stop' }] };
};

const endpointsJson = (
  { meta, body }: Records['Service'],
  found: Records['Endpoints'] | undefined,
  isTruncated: boolean,
  subsets: readonly JsonObject[],
): JsonObject => {
  const { [headlessLabel]: _, ...labels } = meta.labels;
  const { [overCapacity]: __, ...annotations } = found?.meta.annotations ?? {};
  const marked = isTruncated ? { ...annotations, [overCapacity]: 'truncated' } : annotations;
  return {
    metadata: {
      ...(Object.keys(marked).length === 0 ? {} : { annotations: marked }),
      labels: {
        ...labels,
        [managedByLabel]: 'endpoint-controller',
        ...(serviceSpecOf(body).headless ? { [headlessLabel]: '' } : {}),
      },
    },
    ...(subsets.length === 0 ? {} : { subsets }),
  };
};
