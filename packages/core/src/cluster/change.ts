import type { KindName } from './kind.ts';
import type { AnyRecord, Records } from './state.ts';
import type { Disk } from './disk.ts';
import type { Sandbox } from './sandbox.ts';

/** One object before and after an event: ADDED without a before, DELETED without an after, else MODIFIED. */
export interface ObjectChange<Name extends KindName = KindName> {
  readonly kind: Name;
  readonly before: Records[Name] | undefined;
  readonly after: Records[Name] | undefined;
}

/** A change of the physical world; only kubelets, properties and the viewer see it. */
export interface PhysicalChange {
  readonly kind: 'Sandbox';
  readonly before: Sandbox | undefined;
  readonly after: Sandbox | undefined;
}

/** A node's machine went off or on, got an image, was cut off from the API or joined again, or its kubelet ended or started. */
export interface HostChange {
  readonly kind: 'Host';
  readonly node: string;
  readonly power: 'on' | 'off' | 'unchanged';
  readonly network: 'cut' | 'healed' | 'unchanged';
  readonly kubelet: 'stopped' | 'started' | 'unchanged';
  /** What its kubelet lists: from now on as old as now, or again as it is. */
  readonly lists: 'held' | 'released' | 'unchanged';
  /** Do heartbeats of its kubelet reach the API from now on? */
  readonly beating: boolean;
}

const unchanged = { power: 'unchanged', network: 'unchanged', kubelet: 'unchanged', lists: 'unchanged' } as const;

/** A change of a host in which what is not named stays as it was. */
export const hostChange = (
  node: string,
  beating: boolean,
  change: Partial<Pick<HostChange, 'power' | 'network' | 'kubelet' | 'lists'>>,
): HostChange => ({ kind: 'Host', node, ...unchanged, ...change, beating });

/** A disk of a storage system was made, attached, detached or deleted; only its storage, properties and the viewer see it. */
export interface DiskChange {
  readonly kind: 'Disk';
  readonly before: Disk | undefined;
  readonly after: Disk | undefined;
}

/** Changes below the API. */
export type BelowApi = PhysicalChange | HostChange | DiskChange;

/** Is this a change of an object of the API? */
export const isObjectChange = (change: Change): change is Exclude<Change, BelowApi> =>
  change.kind !== 'Sandbox' && change.kind !== 'Host' && change.kind !== 'Disk';

/** What folding an event gives to whoever watches. Switch on `kind` to know the records' type. */
export type Change = { readonly [Name in KindName]: ObjectChange<Name> }[KindName] | BelowApi;

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

export const watchEventType = (change: ObjectChange): WatchEventType => {
  if (change.before === undefined) return 'ADDED';
  return change.after === undefined ? 'DELETED' : 'MODIFIED';
};

/** A change of records of the same kind. The caller vouches that both are of that kind. */
export const objectChange = (before: AnyRecord | undefined, after: AnyRecord | undefined): Change => {
  const kind = (after ?? before)?.kind ?? 'Pod';
  // before and after come out of one table, so they share the kind that the union ties together.
  return { kind, before, after } as Change;
};
