import type { JsonObject } from '@orrery/core/engine';
import {
  draftOf,
  eventMessage,
  eventTemplateOf,
  objectAt,
  uuidOf,
  type PersistentVolumeClaimRecord,
  type PersistentVolumeRecord,
  type VolumePhase,
} from '@orrery/core/cluster';
import type { Installed, Lags, Settings } from '@orrery/core/control';
import { TestCluster } from '../../cluster.fixture.ts';
import { volumeBinder } from '../index.ts';

/** A controller with memory of whatever kind. */
type Loop = ConstructorParameters<typeof TestCluster>[0][number]['controller'];

export const rwo = ['ReadWriteOnce'];

/** A cluster for the rows about storage: the PersistentVolume controller, and what else a row needs. */
export class Storage extends TestCluster {
  constructor(others: readonly Loop[] = [], lags: Lags = {}, settings: Partial<Settings> = {}) {
    const given = [volumeBinder, ...others].map((controller): { controller: Loop } & Omit<Installed, 'controller'> => ({
      controller,
      lags,
    }));
    super(given, settings);
  }

  volume(name: string, size: string, spec: JsonObject = {}, metadata: JsonObject = {}): void {
    this.create('PersistentVolume', '', name, {
      metadata,
      spec: {
        capacity: { storage: size },
        accessModes: rwo,
        volumeMode: 'Filesystem',
        persistentVolumeReclaimPolicy: 'Retain',
        ...spec,
      },
    });
  }

  claim(name: string, size: string, spec: JsonObject = {}, metadata: JsonObject = {}): void {
    this.create('PersistentVolumeClaim', 'default', name, {
      metadata,
      spec: { accessModes: rwo, volumeMode: 'Filesystem', resources: { requests: { storage: size } }, ...spec },
    });
  }

  storageClass(name: string, rest: JsonObject): void {
    this.create('StorageClass', '', name, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...rest });
  }

  /** A pod that uses a claim. */
  user(name: string, claim: string, spec: JsonObject = {}): void {
    this.create('Pod', 'default', name, {
      spec: {
        containers: [{ name: 'c', image: 'x', imagePullPolicy: 'IfNotPresent' }],
        restartPolicy: 'Always',
        volumes: [{ name: 'v', persistentVolumeClaim: { claimName: claim } }],
        ...spec,
      },
    });
  }

  volumeOf(name: string): PersistentVolumeRecord | undefined {
    return this.cluster.core.state.tables.PersistentVolume.find('', name);
  }

  claimOf(name: string): PersistentVolumeClaimRecord | undefined {
    return this.cluster.core.state.tables.PersistentVolumeClaim.find('default', name);
  }

  /** Phases of volumes and claims by name, `Terminating` for those in deletion. */
  phases(...names: readonly string[]): readonly (string | undefined)[] {
    return names.map((name) => {
      const one = this.volumeOf(name) ?? this.claimOf(name);
      return one?.meta.deletion === undefined ? one?.status.phase : 'Terminating';
    });
  }

  /** A claim as a volume's claimRef names it; with another uid than it has, if so wished. */
  reference(claim: string, uid?: string): JsonObject {
    const own = uuidOf('PersistentVolumeClaim', this.claimOf(claim)?.uid ?? 0);
    return { claimRef: { namespace: 'default', name: claim, uid: uid ?? own } };
  }

  setPhase(name: string, phase: VolumePhase): void {
    const { uid = 0, version = 0 } = this.volumeOf(name) ?? {};
    this.do({ type: 'SetVolumePhase', uid, version, phase });
  }

  /** Writes members of a spec past validation, as a user with a hammer might; undefined takes one out. */
  hammer(name: string, spec: Readonly<Record<string, JsonObject[string] | undefined>>): void {
    const record = this.volumeOf(name) ?? this.claimOf(name);
    if (record === undefined) return;
    const draft = draftOf(record);
    const entries = Object.entries({ ...objectAt(draft, 'spec'), ...spec });
    const changed = entries.filter((entry): entry is [string, JsonObject[string]] => entry[1] !== undefined);
    const body = this.body({ ...draft, spec: Object.fromEntries(changed) });
    this.do({ type: 'Update', kind: record.kind, uid: record.uid, body });
  }

  annotate(name: string, annotations: JsonObject): void {
    const record = this.volumeOf(name) ?? this.claimOf(name);
    if (record === undefined) return;
    const draft = draftOf(record);
    const metadata = objectAt(draft, 'metadata') ?? {};
    const body = { ...draft, metadata: { ...metadata, annotations: { ...record.meta.annotations, ...annotations } } };
    this.do({ type: 'Update', kind: record.kind, uid: record.uid, body: this.body(body) });
  }

  drop(name: string): void {
    const kind = this.volumeOf(name) === undefined ? 'PersistentVolumeClaim' : 'PersistentVolume';
    this.do({ type: 'Delete', kind, namespace: kind === 'PersistentVolume' ? '' : 'default', name });
  }

  /** What was reported about an object: `type reason: message`, in order. */
  reports(name: string): readonly string[] {
    return this.cluster.core.state.tables.Event.toArray()
      .filter(({ regarding }) => regarding.name === name)
      .map((event) => {
        const { type, reason } = eventTemplateOf(event.body);
        return `${type} ${reason}: ${eventMessage(event)}`;
      });
  }
}
