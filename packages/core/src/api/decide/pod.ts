import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject } from '../../engine/index.ts';
import { listAt, textAt, type ClusterState } from '../../cluster/index.ts';
import type { CommandNamed } from '../command.ts';
import { conflict, notFound } from '../rejection.ts';
import type { Deciding, Decision } from './decision.ts';
import { byUid } from './lookup.ts';

/** The binding sub-resource: sets the node once and condition PodScheduled with it. Source: BindingREST.assignPod. */
export const decideBind = (state: ClusterState, command: CommandNamed<'BindPod'>, deciding: Deciding): Decision => {
  const found = byUid(state, 'Pod', command.uid);
  if (E.isLeft(found)) return found;
  const { meta, node, status, uid } = found.right;
  const refused = (why: string): Decision =>
    E.left({
      ...conflict('Pod', meta.name),
      message: `Operation cannot be fulfilled on pods/binding "${meta.name}": ${why}`,
    });
  if (meta.deletion !== undefined) return refused(`pod ${meta.name} is being deleted, cannot be assigned to a host`);
  if (node !== '') return refused(`pod ${meta.name} is already assigned to node "${node}"`);
  if (state.tables.Node.find('', command.node) === undefined) return E.left(notFound('Node', command.node));
  const shape = isJsonObject(status.body.json) ? status.body.json : {};
  const others = listAt(shape, 'conditions').filter((one) => textAt(one, 'type') !== 'PodScheduled');
  const conditions = [...others, { type: 'PodScheduled', status: 'True' }];
  return E.right([{ type: 'PodBound', uid, node: command.node, status: deciding.body({ ...shape, conditions }) }]);
};

/** A status patch by uid. One that changes nothing leaves no trace. */
export const decidePodStatus = (state: ClusterState, command: CommandNamed<'ReportPodStatus'>): Decision => {
  const found = byUid(state, 'Pod', command.uid);
  if (E.isLeft(found)) return found;
  const { uid, status, times, ip, hostIp } = command;
  const before = found.right.status;
  const same =
    before.body === status &&
    before.ip === ip &&
    before.hostIp === hostIp &&
    before.containerTimes.length === times.length &&
    before.containerTimes.every((time, i) => time === times[i]);
  if (same) return E.right([]);
  // Adding 0 makes 0 of the remainder -0 of an instant before the start.
  const pairs = times.flatMap((time) => [Math.floor(time / 1_000_000), (time % 1_000_000) + 0]);
  return E.right([{ type: 'PodStatusReported', uid, status, times: pairs, ip, hostIp }]);
};
