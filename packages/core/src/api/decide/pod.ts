import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Json } from '../../engine/index.ts';
import { listAt, textAt, type ClusterState } from '../../cluster/index.ts';
import type { CommandNamed, PodConditionPatch } from '../command.ts';
import { conflict, notFound } from '../rejection.ts';
import type { Deciding, Decision } from './decision.ts';
import { byUid } from './lookup.ts';

/** The binding sub-resource: sets the node once and condition PodScheduled with it; no node is nominated any more. Source: BindingREST.assignPod. */
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
  const { nominatedNodeName: _, ...shape } = isJsonObject(status.body.json) ? status.body.json : {};
  const others = listAt(shape, 'conditions').filter((one) => textAt(one, 'type') !== 'PodScheduled');
  const conditions = [...others, { type: 'PodScheduled', status: 'True' }];
  return E.right([
    {
      type: 'PodBound',
      uid,
      node: command.node,
      status: deciding.body({ ...shape, conditions }),
      decision: command.decision ?? deciding.body(null),
    },
  ]);
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

const withCondition = (conditions: readonly Json[], condition: PodConditionPatch): readonly Json[] => {
  const known = conditions.findIndex((one) => textAt(one, 'type') === condition.type);
  return known < 0 ? [...conditions, condition] : conditions.map((one, i) => (i === known ? condition : one));
};

/** A patch of a pod's status: what it does not name stays as it is, whoever has written it meanwhile. */
export const decidePodStatusPatch = (
  state: ClusterState,
  { uid, condition, nominatedNode }: CommandNamed<'PatchPodStatus'>,
  deciding: Deciding,
): Decision => {
  const found = byUid(state, 'Pod', uid);
  if (E.isLeft(found)) return found;
  const { body, containerTimes: times, ip, hostIp } = found.right.status;
  const shape = isJsonObject(body.json) ? body.json : {};
  const { nominatedNodeName: _, ...rest } = shape;
  const nominated = nominatedNode ?? textAt(shape, 'nominatedNodeName') ?? '';
  const conditions = listAt(shape, 'conditions');
  const changed = condition === undefined ? conditions : withCondition(conditions, condition);
  const status = deciding.body({
    ...rest,
    ...(changed.length === 0 ? {} : { conditions: changed }),
    ...(nominated === '' ? {} : { nominatedNodeName: nominated }),
  });
  return decidePodStatus(state, { type: 'ReportPodStatus', uid, status, times, ip, hostIp });
};
