import type { Snapshots } from '../resources/list.ts';
import type { WatchLines } from '../resources/watch-lines.ts';
import type { ServedCluster } from '../served-cluster.ts';

/** What the routes need to answer. */
export interface Served {
  readonly cluster: ServedCluster;
  readonly snapshots: Snapshots;
  readonly lines: WatchLines;
  /** Serves another cluster beside this one; gives its address. */
  readonly open: (cluster: ServedCluster) => Promise<Opened>;
}

/** A server that has been opened. */
export interface Opened {
  readonly url: string;
  readonly kubeconfig: string;
}
