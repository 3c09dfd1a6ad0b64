import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { ClusterState } from '../../cluster/index.ts';
import type { CommandNamed } from '../command.ts';
import { invalid } from '../rejection.ts';
import { validateSetStatus } from '../validation/index.ts';
import type { Decision } from './decision.ts';
import { byUid, locked } from './lookup.ts';

const sameFields = <Status extends object>(a: Status, b: Status): boolean =>
  (Object.keys(a) as (keyof Status)[]).every((field) => a[field] === b[field]); // its own keys

/** The status sub-resource of a workload, as its controller writes it. */
export const decideWorkloadStatus = (
  state: ClusterState,
  command: CommandNamed<'ReportStatefulSetStatus' | 'ReportDaemonSetStatus'>,
): Decision => {
  const { uid, version } = command;
  if (command.type === 'ReportStatefulSetStatus')
    return pipe(
      byUid(state, 'StatefulSet', uid),
      E.chain((record) => locked(record, version)),
      E.chain((record) => {
        const causes = validateSetStatus({ ...command.status });
        return causes.length === 0 ? E.right(record) : E.left(invalid('StatefulSet', record.meta.name, causes));
      }),
      E.map(({ status }) =>
        sameFields(status, command.status)
          ? []
          : [{ type: 'StatefulSetStatusReported' as const, uid, ...command.status }],
      ),
    );
  return pipe(
    byUid(state, 'DaemonSet', uid),
    E.chain((record) => locked(record, version)),
    E.map(({ status }) =>
      sameFields(status, command.status) ? [] : [{ type: 'DaemonSetStatusReported' as const, uid, ...command.status }],
    ),
  );
};
