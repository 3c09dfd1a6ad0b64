import { kindNames, type KindName } from '@orrery/core/cluster';
import { schemas, type Fields, type Schema, type StructSchema } from '@orrery/core/api';
import { nodeConfigSource, nodeStatus } from './node-status.ts';
import { podStatus } from './pod-status.ts';
import {
  namespaceStatus,
  persistentVolumeClaimStatus,
  persistentVolumeStatus,
  podDisruptionBudgetStatus,
  serviceStatus,
  volumeAttachmentStatus,
} from './status.ts';
import { persistentVolumeSources, projections, secretReference, volumeSources } from './volume-source.ts';
import { daemonSetStatus, deploymentStatus, replicaSetStatus, statefulSetStatus } from './workload-status.ts';

const specOf = (kind: KindName): Schema => {
  const spec = schemas[kind].fields['spec'];
  if (spec === undefined)
    throw new Error(`The schema of ${kind} has no spec, which the shape of another kind is made of.`);
  return spec;
};

/**
 * What stands where core's schema takes a value of any shape, by the struct and the member. Core stores these values as
 * they are, because nothing in the simulation reads them by name; clients want to know their shape.
 */
const shapes: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  Namespace: { status: namespaceStatus },
  Node: { status: nodeStatus },
  NodeSpec: { configSource: nodeConfigSource },
  Pod: { status: podStatus },
  Service: { status: serviceStatus },
  StatefulSet: { status: statefulSetStatus },
  DaemonSet: { status: daemonSetStatus },
  ReplicaSet: { status: replicaSetStatus },
  Deployment: { status: deploymentStatus },
  PersistentVolume: { status: persistentVolumeStatus },
  PersistentVolumeClaim: { status: persistentVolumeClaimStatus },
  VolumeAttachment: { status: volumeAttachmentStatus },
  VolumeAttachmentSource: { inlineVolumeSpec: { ...specOf('PersistentVolume'), empty: 'keep' } },
  PodDisruptionBudget: { status: podDisruptionBudgetStatus },
  Volume: volumeSources,
  VolumeProjection: projections,
  PersistentVolumeSpec: persistentVolumeSources,
  CSIPersistentVolumeSource: {
    controllerPublishSecretRef: secretReference,
    nodeStageSecretRef: secretReference,
    nodePublishSecretRef: secretReference,
    controllerExpandSecretRef: secretReference,
    nodeExpandSecretRef: secretReference,
  },
};

/** Schemas that were completed, so that what is shared stays shared. */
const completed = new Map<Schema, Schema>();

const member = (struct: string, name: string, schema: Schema): Schema => {
  const known = shapes[struct]?.[name];
  if (schema.type === 'any') return known === undefined ? schema : complete(known);
  if (schema.type === 'list' && schema.of.type === 'any' && known !== undefined)
    return { ...schema, of: complete(known) };
  return complete(schema);
};

const completeFields = (struct: string, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, member(struct, name, schema)]));

const fresh = (schema: Schema): Schema => {
  if (schema.type === 'struct') return { ...schema, fields: completeFields(schema.name, schema.fields) };
  if (schema.type === 'list' || schema.type === 'map') return { ...schema, of: complete(schema.of) };
  return schema;
};

const complete = (schema: Schema): Schema => {
  const known = completed.get(schema);
  if (known !== undefined) return known;
  const made = fresh(schema);
  completed.set(schema, made);
  return made;
};

const completeStruct = (schema: StructSchema): StructSchema => {
  const whole = complete(schema);
  if (whole.type !== 'struct') throw new Error(`The schema ${schema.name} is a struct and became ${whole.type}.`);
  return whole;
};

/** The schema of each kind down to the last member, statuses included. */
export const wholeSchemas: Readonly<Record<KindName, StructSchema>> = Object.fromEntries(
  kindNames.map((kind) => [kind, completeStruct(schemas[kind])]),
) as Record<KindName, StructSchema>; // made from all kinds' names

/** The schema of what is sent beside objects of the kinds, whole as well. */
export const wholeSchema = (schema: StructSchema): StructSchema => completeStruct(schema);
