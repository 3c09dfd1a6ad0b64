import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '../../engine/index.ts';
import { betaClass, compareQuantities, textAt, type ClusterState } from '../../cluster/index.ts';
import { forbidden, type Rejection } from '../rejection.ts';
import { quantityOf } from '../validation/quantity.ts';

const classOf = (claim: JsonObject): string =>
  textAt(claim, 'metadata', 'annotations', betaClass) ?? textAt(claim, 'spec', 'storageClassName') ?? '';

const sizeOf = (claim: JsonObject) => quantityOf(textAt(claim, 'spec', 'resources', 'requests', 'storage') ?? '0');

/** A claim may ask for more only when it is bound and its class allows it. Source: PersistentVolumeClaimResize admission. */
export const admitClaimResize = (
  state: Pick<ClusterState, 'tables'>,
  claim: JsonObject,
  before: JsonObject,
): E.Either<Rejection, JsonObject> => {
  if (compareQuantities(sizeOf(claim), sizeOf(before)) <= 0) return E.right(claim);
  const refuse = (why: string) =>
    E.left(forbidden('PersistentVolumeClaim', textAt(before, 'metadata', 'name') ?? '', why));
  if (textAt(before, 'status', 'phase') !== 'Bound')
    return refuse('Only bound persistent volume claims can be expanded');
  const allows = classOf(before) !== '' && state.tables.StorageClass.find('', classOf(claim))?.allowsExpansion === true;
  return allows
    ? E.right(claim)
    : refuse(
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
};
