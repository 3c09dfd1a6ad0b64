import type { EventOf } from '@orrery/core/engine';

/** The one event of models that the kernel is measured with: something is in another phase, on a node. */
export const movedSchema = { Moved: { uid: 'int', phase: 'int', node: 'int' } } as const;
export type Moved = EventOf<typeof movedSchema>;

/** What moves: a record of ten fields, as the cluster's are. Each model makes it in place: a function for both cost a step a tenth more. */
export interface Movable {
  readonly uid: number;
  readonly version: number;
  readonly fingerprint: number;
  readonly generation: number;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly owner: number;
  readonly template: number;
  readonly phase: number;
  readonly node: number;
}
