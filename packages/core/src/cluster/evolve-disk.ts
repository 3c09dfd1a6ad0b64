import type { Change } from './change.ts';
import type { Disk, Disks } from './disk.ts';
import type { EventNamed } from './events.ts';
import type { Uid } from './uid.ts';

type DiskEvent = EventNamed<'DiskCreated' | 'DiskDeleted' | 'DiskAttached' | 'DiskDetached'>;

/** Folds an event of a storage system. */
export const evolveDisk = (disks: Disks, event: DiskEvent): Change => {
  const before = disks.get(event.disk);
  if (event.type === 'DiskDeleted') {
    disks.drop(event.disk);
    return { kind: 'Disk', before, after: undefined };
  }
  const after = changedDisk(before, event);
  disks.put(after);
  return { kind: 'Disk', before, after };
};

const changedDisk = (
  before: Disk | undefined,
  event: EventNamed<'DiskCreated' | 'DiskAttached' | 'DiskDetached'>,
): Disk => {
  // A disk that was there before the run, behind a volume made by hand, is first heard of when it is attached.
  const known = before ?? { handle: event.disk, driver: event.driver, bytes: 0, nodes: [], pods: [] };
  switch (event.type) {
    case 'DiskCreated':
      return { ...known, bytes: event.bytes };
    case 'DiskAttached':
      return { ...known, nodes: [...known.nodes.filter((node) => node !== event.node), event.node] };
    case 'DiskDetached':
      return { ...known, nodes: known.nodes.filter((node) => node !== event.node) };
    default:
      return event satisfies never;
  }
};

/** Keeps on each disk which pods have it mounted. Volumes without a disk of their own, such as paths of a host, are none. */
export const mountDisks = (disks: Disks, pod: Uid, before: readonly string[], after: readonly string[]): void => {
  for (const handle of before) {
    const disk = disks.get(handle);
    if (disk !== undefined && !after.includes(handle))
      disks.put({ ...disk, pods: disk.pods.filter((one) => one !== pod) });
  }
  for (const handle of after) {
    const disk = disks.get(handle);
    if (disk !== undefined && !disk.pods.includes(pod)) disks.put({ ...disk, pods: [...disk.pods, pod] });
  }
};
