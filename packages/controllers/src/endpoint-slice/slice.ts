import { canonicalJson, type Json, type JsonObject } from '@orrery/core/engine';
import {
  listAt,
  objectAt,
  oncePerBody,
  parseUuid,
  serviceSpecOf,
  textAt,
  uuidOf,
  type Records,
  type StringMap,
  type Uid,
} from '@orrery/core/cluster';
import { portsKey } from './classify.ts';

export const serviceNameLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const manager = 'endpointslice-controller.k8s.io';
const headlessLabel = 'service.kubernetes.io/headless';

type Service = Records['Service'];
type Slice = Records['EndpointSlice'];

/** Is it this controller's? */
export const isManaged = ({ meta }: Slice): boolean => meta.labels[managedByLabel] === manager;

/** What is read of a slice. */
export interface SliceContent {
  readonly endpoints: readonly Json[];
  readonly portsKey: string;
  /** Where each pod stands among the endpoints. */
  readonly places: ReadonlyMap<Uid, number>;
}

export const contentOf = oncePerBody((body): SliceContent => {
  const endpoints = listAt(body.json, 'endpoints');
  const places = new Map<Uid, number>();
  for (const [place, endpoint] of endpoints.entries()) {
    const pod = parseUuid(textAt(endpoint, 'targetRef', 'uid') ?? '');
    if (pod !== undefined) places.set(pod.uid, place);
  }
  return { endpoints, portsKey: portsKey(listAt(body.json, 'ports')), places };
});

/** NE-14: labels of a Service's slices: its own, and those that say whose they are. Source: setEndpointSliceLabels. */
const labelsOf = ({ meta, body }: Service): StringMap => ({
  ...Object.fromEntries(Object.entries(meta.labels).filter(([key]) => key !== headlessLabel)),
  ...(serviceSpecOf(body).headless ? { [headlessLabel]: '' } : {}),
  [managedByLabel]: manager,
  [serviceNameLabel]: meta.name,
});

/** NE-14: a slice of a Service as it is written. */
export const sliceJson = (service: Service, endpoints: readonly Json[], ports: readonly Json[]): JsonObject => ({
  metadata: {
    labels: labelsOf(service),
    ownerReferences: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        name: service.meta.name,
        uid: uuidOf('Service', service.uid),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  },
  addressType: 'IPv4',
  endpoints,
  ports,
});

/** Does a slice bear the labels that it should? */
export const hasLabels = (slice: Slice, service: Service): boolean =>
  canonicalJson(slice.meta.labels) === canonicalJson(labelsOf(service));

export const portsIn = ({ body }: Slice): readonly Json[] => listAt(body.json, 'ports');

/** The Service that a slice belongs to, as `namespace/name`. */
export const ownerKey = ({ meta }: Slice): string => `${meta.namespace}/${meta.labels[serviceNameLabel] ?? ''}`;

/** The same slice with other endpoints; what others wrote into its metadata beside labels stays. */
export const rewritten = (slice: Slice, service: Service, endpoints: readonly Json[]): JsonObject => {
  const fresh = sliceJson(service, endpoints, portsIn(slice));
  const annotations = objectAt(slice.body.json, 'metadata', 'annotations');
  if (annotations === undefined) return fresh;
  return { ...fresh, metadata: { ...objectAt(fresh, 'metadata'), annotations } };
};
