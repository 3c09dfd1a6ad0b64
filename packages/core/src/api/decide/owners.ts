import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type Json } from '../../engine/index.ts';
import { draftOf, listAt, objectAt, textAt, type ClusterState } from '../../cluster/index.ts';
import type { CommandNamed, OwnerChange } from '../command.ts';
import { invalid } from '../rejection.ts';
import { validateOwners } from '../validation/metadata.ts';
import type { Deciding, Decision } from './decision.ts';
import { byUid } from './lookup.ts';
import { decideUpdate } from './object.ts';

/**
 * API-222: a strategic merge patch of metadata.ownerReferences, whose items are told apart by uid. It carries the object's uid and no
 * version, so that nothing is lost that others wrote since its sender looked; what is refused is a second controller.
 */
export const decidePatchOwners = (
  state: ClusterState,
  { kind, uid, change }: CommandNamed<'PatchOwners'>,
  deciding: Deciding,
): Decision =>
  pipe(
    byUid(state, kind, uid),
    E.chain((record) => {
      const draft = draftOf(record);
      const { ownerReferences: _, ...rest } = objectAt(draft, 'metadata') ?? {};
      const owners = changed(listAt(draft, 'metadata', 'ownerReferences'), change);
      const causes = validateOwners(owners, 'metadata.ownerReferences');
      if (causes.length > 0) return E.left(invalid(kind, record.meta.name, causes));
      const metadata = owners.length === 0 ? rest : { ...rest, ownerReferences: owners };
      return decideUpdate(state, { type: 'Update', kind, uid, body: deciding.body({ ...draft, metadata }) });
    }),
  );

const changed = (owners: readonly Json[], change: OwnerChange): readonly Json[] => {
  if ('without' in change) return owners.filter((one) => !change.without.includes(textAt(one, 'uid') ?? ''));
  if ('blocking' in change) return owners.map(unblocked);
  const { add } = change;
  const known = owners.some((one) => textAt(one, 'uid') === add['uid']);
  if (!known) return [...owners, add];
  return owners.map((one) => (textAt(one, 'uid') === add['uid'] && isJsonObject(one) ? { ...one, ...add } : one));
};

const unblocked = (one: Json): Json =>
  isJsonObject(one) && one['blockOwnerDeletion'] === true ? { ...one, blockOwnerDeletion: false } : one;
