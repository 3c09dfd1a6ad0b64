import { expect, test } from 'vitest';
import type { JsonObject } from '../../engine/index.ts';
import { TestServer } from '../handle.fixture.ts';

/** A claim of a class, bound or not, and what a request for more of it is answered. */
const asked = (storage: string, { bound = true, allows = true, storageClassName = 'fast' } = {}): string => {
  const server = new TestServer();
  server.create('StorageClass', {
    metadata: { name: 'fast' },
    provisioner: 'disk.example.com',
    ...(allows ? { allowVolumeExpansion: true } : {}),
  });
  const spec = (size: string): JsonObject => ({
    accessModes: ['ReadWriteOnce'],
    storageClassName,
    resources: { requests: { storage: size } },
  });
  const made = server.create('PersistentVolumeClaim', { metadata: { name: 'data' }, spec: spec('2Gi') });
  if (bound)
    server.execute({
      type: 'SetClaimStatus',
      uid: 1,
      version: server.position,
      phase: 'Bound',
      capacity: '2Gi',
      accessModes: ['ReadWriteOnce'],
    });
  const { resourceVersion: _, ...metadata } = made['metadata'] as JsonObject; // an object has metadata
  const { code, body } = server.ask('update', 'PersistentVolumeClaim', 'data', {
    body: { metadata, spec: { ...(made['spec'] as JsonObject), ...spec(storage) } }, // and a claim a spec
  });
  return code === 200 ? 'accepted' : String((body as JsonObject)['message']); // a Status
};

test('PV-19: a bound claim may ask for more where its class allows it', () => {
  expect(asked('3Gi')).toBe('accepted');
});

test('PV-19: not where the class does not, nor where there is none', () => {
  const why =
    'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
  expect(asked('3Gi', { allows: false })).toBe(why);
  expect(asked('3Gi', { storageClassName: '' })).toBe(why);
});

test('PV-19: not before it is bound, and never for less than it has', () => {
  expect(asked('3Gi', { bound: false })).toContain('spec is immutable after creation except resources.requests');
  expect(asked('1Gi')).toContain('field can not be less than status.capacity');
});
