import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { draftOf, listAt, textAt, type AnyRecord, type DaemonSetRecord, type Uid } from '@orrery/core/cluster';
import type { Planning, Step } from '@orrery/core/control';

type Change = (draft: JsonObject) => JsonObject;

const write = (record: AnyRecord, draft: JsonObject, planning: Planning, first: boolean): Step => ({
  command: {
    type: 'Update',
    kind: record.kind,
    uid: record.uid,
    ...(first ? { version: record.version } : {}),
    body: planning.body(draft),
  },
  onRejection: 'stop',
});

/** One write of an object, if it is still as the cache has it. */
export const rewritten = (record: AnyRecord, change: Change, planning: Planning): Step =>
  write(record, change(draftOf(record)), planning, true);

const withOwners = (draft: JsonObject, owners: readonly Json[]): JsonObject => {
  const metadata = isJsonObject(draft['metadata']) ? draft['metadata'] : {};
  const { ownerReferences: _, ...rest } = metadata;
  return { ...draft, metadata: owners.length === 0 ? rest : { ...rest, ownerReferences: owners } };
};

const ownersIn = (draft: JsonObject): readonly Json[] => listAt(draft, 'metadata', 'ownerReferences');

/** DS-14: before anything is taken in, one live read shows that the set is still there. Source: RecheckDeletionTimestamp. */
export const recheck = ({ meta: { namespace, name } }: DaemonSetRecord): Step => ({
  command: { type: 'Read', kind: 'DaemonSet', namespace, name },
  onRejection: 'stop',
});

/** Writes of objects, some of which are written more than once: each write starts from the one before. */
export class Rewrites {
  readonly steps: Step[] = [];
  readonly #planning: Planning;
  readonly #drafts = new Map<Uid, JsonObject>();

  constructor(planning: Planning) {
    this.#planning = planning;
  }

  recheck(set: DaemonSetRecord): void {
    this.steps.push(recheck(set));
  }

  own(record: AnyRecord, owner: Json): void {
    this.change(record, (draft) => withOwners(draft, [...ownersIn(draft), owner]));
  }

  disown(record: AnyRecord, uuid: string): void {
    this.change(record, (draft) =>
      withOwners(
        draft,
        ownersIn(draft).filter((owner) => textAt(owner, 'uid') !== uuid),
      ),
    );
  }

  change(record: AnyRecord, change: Change): void {
    this.steps.push(...this.changed(record, change));
  }

  /** The write, for a caller who has something else to do first. */
  changed(record: AnyRecord, change: Change): readonly Step[] {
    const known = this.#drafts.get(record.uid);
    const draft = change(known ?? draftOf(record));
    this.#drafts.set(record.uid, draft);
    return [write(record, draft, this.#planning, known === undefined)];
  }
}
