import type { JsonObject } from '@orrery/core/engine';
import { expect, test } from 'vitest';
import type { KindName } from '@orrery/core/cluster';
import type { Cluster } from '@orrery/core/control';
import { World } from '../arbitraries/world.ts';
import { everyInvariant, Watchman } from '../invariants/index.ts';

/*
 * Claims and volumes in a cluster of the size that people have: not for every test run but for `npm run campaign`. A parallel StatefulSet
 * has a claim on every node, bound when its pod has its place; then ninety-five thousand claims meet as many volumes, each for itself.
 * Every write is paid for at the controller manager's limit of 20 a second, so it takes hours of virtual time.
 */

const nodes = 5_000;
const claims = 95_000;

const manual = {
  accessModes: ['ReadWriteOnce'],
  storageClassName: 'manual',
} as const;

const volume = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: { ...manual, capacity: { storage: '1Gi' }, hostPath: { path: '/data' } },
});

const claim = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'default' },
  spec: { ...manual, resources: { requests: { storage: '1Gi' } } },
});

/** Rules of whose situations there must have been some, or nothing would have been shown. */
const spoken = ['exclusive-volumes', 'stable-volumes', 'fitting-volumes', 'delayed-binding', 'protected-claims'];

const made = (cluster: Cluster, kind: KindName, object: JsonObject): number =>
  cluster.handle({
    verb: 'create',
    kind,
    namespace: kind === 'PersistentVolumeClaim' ? 'default' : '',
    name: '',
    body: object,
  }).code;

const deleted = (cluster: Cluster, name: string): number =>
  cluster.handle({ verb: 'delete', kind: 'PersistentVolumeClaim', namespace: 'default', name }).code;

test(`every invariant holds while ${nodes + claims} claims are bound among ${nodes} nodes`, () => {
  const { cluster } = new World({
    nodes,
    volumes: nodes,
    replicas: nodes,
    ordered: false,
    claims: true,
    daemons: false,
  });
  const watchman = new Watchman(cluster.core, everyInvariant);
  cluster.runUntilQuiet();
  for (let i = 0; i < claims; i++) expect(made(cluster, 'PersistentVolume', volume(`disk-${i}`))).toBe(201);
  cluster.runUntilQuiet();
  for (let i = 0; i < claims; i++) expect(made(cluster, 'PersistentVolumeClaim', claim(`data-${i}`))).toBe(201);
  cluster.runUntilQuiet();
  // Claims in use stay as long as their pods, whoever wants them gone.
  for (let i = 0; i < nodes; i += 50) expect(deleted(cluster, `www-web-${i}`)).toBe(200);
  cluster.runUntilQuiet();
  expect(watchman.violations).toEqual([]);
  const phases = cluster.core.state.tables.PersistentVolumeClaim.toArray().map(({ status }) => status.phase);
  expect(phases.filter((phase) => phase === 'Bound')).toHaveLength(nodes + claims);
  const reached = watchman.findings().filter((finding) => finding.reached > 0);
  expect(reached.map(({ invariant }) => invariant.name)).toEqual(expect.arrayContaining(spoken));
});
