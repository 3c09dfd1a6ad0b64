import { uuidOf, type AnyRecord } from '../cluster/index.ts';
import type { Step } from './controller.ts';
import { controllerReference } from './revision.ts';

/** Takes an orphan in. Source: PodControllerRefManager.AdoptPod and its like. */
export const adopt = ({ kind, uid }: AnyRecord, owner: AnyRecord): Step => ({
  command: { type: 'PatchOwners', kind, uid, change: { add: controllerReference(owner) } },
  onRejection: 'stop',
});

/** Lets go of what no longer matches. Source: PodControllerRefManager.ReleasePod. */
export const release = ({ kind, uid }: AnyRecord, owner: AnyRecord): Step => ({
  command: { type: 'PatchOwners', kind, uid, change: { without: [uuidOf(owner.kind, owner.uid)] } },
  onRejection: 'stop',
});
