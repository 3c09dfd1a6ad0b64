import {
  listAt,
  numberAt,
  oncePerBody,
  textAt,
  type NodeRecord,
  type PodRecord,
  type View,
} from '@orrery/core/cluster';
import type { Refusal } from './classify.ts';
import type { Room } from './node-info.ts';

/** The most volumes of each driver on a node, by its CSINode. */
const limitsOf = oncePerBody(
  ({ json }): ReadonlyMap<string, number> =>
    new Map(
      listAt(json, 'spec', 'drivers').flatMap((driver) => {
        const count = numberAt(driver, 'allocatable', 'count');
        return count === undefined ? [] : [[textAt(driver, 'name') ?? '', count] as const];
      }),
    ),
);

/** A pod's volumes of CSI drivers: what each is called, and whose it is. One that is yet to be made is called by its claim. */
const volumesOf = ({ meta, claims }: PodRecord, { tables }: View): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const name of claims) {
    const claim = tables.PersistentVolumeClaim.find(meta.namespace, name);
    if (claim === undefined) continue;
    if (claim.volumeName !== '') {
      const csi = tables.PersistentVolume.find('', claim.volumeName)?.csi;
      if (csi !== undefined) found.set(`${csi.driver}/${csi.handle}`, csi.driver);
    } else {
      const provisioner = tables.StorageClass.find('', claim.className ?? '')?.provisioner ?? '';
      if (provisioner !== '') found.set(`${provisioner}/${meta.namespace}/${name}`, provisioner);
    }
  }
  return found;
};

const exceeded: Refusal = {
  plugin: 'NodeVolumeLimits',
  reasons: ['node(s) exceed max volume count'],
  resolvable: true,
};

/** SC-27: would the pod bring more volumes of a driver than the node takes? Source: nodevolumelimits Filter. */
export const refusedByLimits = (pod: PodRecord, node: NodeRecord, room: Room, view: View): Refusal | undefined => {
  if (pod.claims.length === 0) return undefined;
  const known = view.tables.CSINode.find('', node.meta.name);
  const limits = known === undefined ? undefined : limitsOf(known.body);
  if (limits === undefined || limits.size === 0) return undefined;
  const there = new Map(room.pods.flatMap((one) => [...volumesOf(one, view)]));
  const more = [...volumesOf(pod, view)].filter(([volume]) => !there.has(volume));
  const drivers = (volumes: Iterable<readonly [string, string]>, driver: string): number =>
    [...volumes].filter(([, one]) => one === driver).length;
  for (const [, driver] of more) {
    const limit = limits.get(driver);
    if (limit !== undefined && drivers(there, driver) + drivers(more, driver) > limit) return exceeded;
  }
  return undefined;
};
