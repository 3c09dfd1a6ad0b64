import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Json } from '@orrery/core/engine';
import { listAt, textAt, textListAt, type NodeRecord, type StorageClassRecord } from '@orrery/core/cluster';
import { fnv1, type Planning, type Provisioner } from '@orrery/core/control';
import type { Memory } from './memory.ts';

/** Values of node labels from which a disk can be reached; none: from everywhere. */
export type Segments = Readonly<Record<string, string>>;

/**
 * VP-4: where a claim's disk is to be: where its pod's node is, or, when that does not matter yet, one of the places that the class
 * allows, so that the claims of a StatefulSet are spread. Source: external-provisioner, GenerateAccessibilityRequirements.
 */
export const segmentsFor = (
  memory: Memory,
  { topologyKey: key }: Provisioner,
  storageClass: StorageClassRecord,
  claimName: string,
  node: NodeRecord | undefined,
  planning: Planning,
): E.Either<string, Segments> => {
  if (key === undefined) return E.right({});
  if (node !== undefined) {
    const value = node.meta.labels[key];
    return value === undefined ? E.left(unknownTopology(node.meta.name)) : E.right({ [key]: value });
  }
  const allowed = allowedValues(storageClass.body.json, key);
  const values = valuesOf(memory, key, planning).filter((value) => allowed === undefined || allowed.includes(value));
  const { hash, offset } = placeOf(claimName);
  const value = values[(hash + offset) % values.length];
  return value === undefined ? E.left('no available topology found') : E.right({ [key]: value });
};

const unknownTopology = (node: string): string => `no topology key found on CSINode ${node}`;

const allowedValues = (storageClass: Json, key: string): readonly string[] | undefined => {
  const terms = listAt(storageClass, 'allowedTopologies');
  if (terms.length === 0) return undefined;
  return terms.flatMap((term) =>
    listAt(term, 'matchLabelExpressions')
      .filter((one) => isJsonObject(one) && textAt(one, 'key') === key)
      .flatMap((one) => textListAt(one, 'values')),
  );
};

const valuesOf = (memory: Memory, key: string, { view }: Planning): readonly string[] => {
  const known = memory.values.get(key);
  if (known !== undefined) return known;
  const found = new Set<string>();
  view.tables.Node.forEach(({ meta }) => {
    const value = meta.labels[key];
    if (value !== undefined) found.add(value);
  });
  const values = [...found].sort();
  memory.values.set(key, values);
  return values;
};

/** Claims that differ only in a number at the end stand side by side. Source: getPVCNameHashAndIndexOffset. */
const placeOf = (claimName: string): { readonly hash: number; readonly offset: number } => {
  const match = /^(.*)-(\d+)$/.exec(claimName);
  return { hash: fnv1(match?.[1] ?? claimName), offset: Number(match?.[2] ?? 0) };
};
