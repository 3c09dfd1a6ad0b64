import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '../engine/index.ts';
import {
  eventTemplateOf,
  ipText,
  kinds,
  selects,
  textAt,
  uuidOf,
  kindNames,
  apiVersionOf,
  type AnyRecord,
  type KindName,
  type PodRecord,
  type ReportedEventRecord,
} from '../cluster/index.ts';
import { matchesFields, parseFieldSelector } from './field-selector.ts';
import { badRequest, type Rejection } from './rejection.ts';
import { parseSelector } from './selector.ts';

const podField = (pod: PodRecord, field: string): string | undefined => {
  switch (field) {
    case 'spec.nodeName':
      return pod.node;
    case 'spec.restartPolicy':
      return pod.spec.restartPolicy;
    case 'spec.schedulerName':
      return pod.spec.schedulerName;
    case 'spec.serviceAccountName':
      return textAt(pod.body.json, 'spec', 'serviceAccountName') ?? '';
    case 'spec.hostNetwork':
      return String(pod.spec.hostNetwork);
    case 'status.phase':
      return pod.status.shape.phase;
    case 'status.podIP':
      return pod.status.ip === 0 ? '' : ipText(pod.status.ip);
    case 'status.nominatedNodeName':
      return pod.status.shape.nominatedNode ?? '';
    default:
      return undefined;
  }
};

const eventField = (event: ReportedEventRecord, field: string): string | undefined => {
  const { regarding } = event;
  const template = eventTemplateOf(event.body);
  const kind = kindNames.find((one) => one === regarding.kind);
  switch (field) {
    case 'involvedObject.kind':
      return regarding.kind;
    case 'involvedObject.namespace':
      return regarding.namespace;
    case 'involvedObject.name':
      return regarding.name;
    case 'involvedObject.uid':
      return kind === undefined ? '' : uuidOf(kind, regarding.uid);
    case 'involvedObject.apiVersion':
      return kind === undefined ? '' : apiVersionOf(kind);
    case 'involvedObject.resourceVersion':
      return '';
    case 'involvedObject.fieldPath':
      return regarding.fieldPath;
    case 'reason':
      return template.reason;
    case 'reportingComponent':
      return template.component;
    case 'source':
      return template.series ? '' : template.component;
    case 'type':
      return template.type;
    default:
      return undefined;
  }
};

/** The value of a selectable field; undefined when this kind cannot be selected by it. */
const fieldOf = (record: AnyRecord, field: string): string | undefined => {
  if (field === 'metadata.name') return record.meta.name;
  if (field === 'metadata.namespace') return record.meta.namespace;
  switch (record.kind) {
    case 'Pod':
      return podField(record, field);
    case 'Event':
      return eventField(record, field);
    case 'Node':
      return field === 'spec.unschedulable' ? String(record.unschedulable) : undefined;
    case 'Namespace':
      return field === 'status.phase' ? (record.meta.deletion === undefined ? 'Active' : 'Terminating') : undefined;
    case 'Service':
      return serviceField(record.body.json, field);
    default:
      return undefined;
  }
};

const serviceField = (body: Json, field: string): string | undefined =>
  field === 'spec.clusterIP' || field === 'spec.type' ? (textAt(body, ...field.split('.')) ?? '') : undefined;

/** Fields beside name and namespace by which objects of a kind can be selected. */
const selectable: Readonly<Partial<Record<KindName, readonly string[]>>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (member) => `involvedObject.${member}`,
    ),
    ...['reason', 'reportingComponent', 'source', 'type'],
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Service: ['spec.clusterIP', 'spec.type'],
};

const unknownField = (kind: KindName, field: string): Rejection =>
  badRequest(
    selectable[kind] === undefined
      ? `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
      : `field label not supported: ${field}`,
  );

/** Which records a list or watch wants. */
export type Choice = (record: AnyRecord) => boolean;

/** Reads both selectors of a request. Records of other namespaces are not wanted; '' means all. */
export const readChoice = (
  kind: KindName,
  namespace: string,
  labelSelector = '',
  fieldSelector = '',
): E.Either<Rejection, Choice> => {
  const labels = parseSelector(labelSelector);
  if (E.isLeft(labels)) return E.left(badRequest(labels.left));
  const fields = parseFieldSelector(fieldSelector);
  if (E.isLeft(fields)) return E.left(badRequest(fields.left));
  const known = ['metadata.name', 'metadata.namespace', ...(selectable[kind] ?? [])];
  const unknown = fields.right.find(({ field }) => !known.includes(field));
  if (unknown !== undefined) return E.left(unknownField(kind, unknown.field));
  const everywhere = namespace === '' || !kinds[kind].namespaced;
  return E.right(
    (record) =>
      (everywhere || record.meta.namespace === namespace) &&
      selects(labels.right, record.meta.labels) &&
      matchesFields(fields.right, (field) => fieldOf(record, field)),
  );
};

/** By namespace, then name: the order of keys in etcd. */
export const inStorageOrder = (records: readonly AnyRecord[]): readonly AnyRecord[] =>
  [...records].sort((a, b) => compare(a.meta.namespace, b.meta.namespace) || compare(a.meta.name, b.meta.name));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
