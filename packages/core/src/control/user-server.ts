import type { ApiServer } from '../api/index.ts';
import { userActor, type ClusterCore } from './cluster-core.ts';

/** The API server of a running cluster, for users: what they write is recorded as theirs, led to by `cause`. */
export const userServer = (core: ClusterCore, cause: number): ApiServer => ({
  state: core.state,
  epoch: core.settings.epoch,
  get now() {
    return core.simulation.now;
  },
  get position() {
    return core.log.length;
  },
  version: core.settings.version,
  gates: core.gates,
  recentPods: core.recentPods,
  body: core.body,
  execute: (command) => core.execute(command, userActor, cause),
});
