import { describe, expect, test } from 'vitest';
import { caseGroups, files } from './cases/index.ts';
import { createPods, createWeb } from './cases/files.ts';
import { Session } from './session.fixture.ts';

describe.each(caseGroups)('$title', ({ cases }) => {
  test.each(cases)('%j %s', (given, line, shown, exitCode) => {
    const session = new Session(files);
    for (const before of given) expect(session.type(before), before).toMatchObject({ exitCode: 0 });
    expect(session.type(line)).toEqual({ shown, exitCode });
  });
});

describe('KC-223: a refused manifest leaves no trace in the log', () => {
  const refused = caseGroups.filter(({ title }) => title.startsWith('KC-223')).flatMap(({ cases }) => cases);
  test.each(refused)('%j %s', (given, line) => {
    const session = new Session(files);
    for (const before of given) session.type(before);
    const { length } = session.cluster.core.log;
    session.type(line);
    expect(session.cluster.core.log.length).toBe(length);
  });
});

test('KC-15: describe aligns blocks and shows what belongs to the object', () => {
  const session = new Session(files);
  session.type(createPods);
  session.type(createWeb);
  const { shown, exitCode } = session.type('kubectl describe pod a');
  expect(exitCode).toBe(0);
  expect(shown.split('\n').slice(0, 12)).toEqual([
    'Name:             a',
    'Namespace:        default',
    'Priority:         0',
    'Service Account:  default',
    'Node:             <none>',
    'Labels:           app=nginx',
    'Annotations:      <none>',
    'Status:           Pending',
    'IP:               ',
    'IPs:              <none>',
    'Containers:',
    '  c:',
  ]);
  expect(shown).toContain('node.kubernetes.io/not-ready:NoExecute op=Exists for 300s\n');
  const lines = shown.split('\n');
  const volume = lines.indexOf('Volumes:');
  expect(lines[volume + 1]).toMatch(/^  kube-api-access-.{5}:$/);
  expect(lines.slice(volume + 2, volume + 8)).toEqual([
    '    Type:                    Projected (a volume that contains injected data from multiple sources)',
    '    TokenExpirationSeconds:  3607',
    '    ConfigMapName:           kube-root-ca.crt',
    '    Optional:                false',
    '    DownwardAPI:             true',
    'QoS Class:                   BestEffort',
  ]);
  expect(lines.at(-1)).toBe('Events:                      <none>');
  const set = session.type('kubectl describe sts web').shown;
  expect(set).toContain('Replicas:           2 desired | 0 total\n');
  expect(set).toContain('Pods Status:        0 Running / 0 Waiting / 0 Succeeded / 0 Failed\n');
  expect(session.type('kubectl describe pods').shown.split('\n\n\n')).toHaveLength(2);
  expect(session.type('kubectl describe node nope')).toEqual({
    shown: '! Error from server (NotFound): nodes "nope" not found',
    exitCode: 1,
  });
});

test('KC-15: describe shows where a volume comes from, and its attachments', () => {
  const volume = `apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  csi: {driver: disk.example.com, volumeHandle: vol-1, fsType: ext4, volumeAttributes: {a: b, c: d}}
`;
  const attachment = `apiVersion: storage.k8s.io/v1
kind: VolumeAttachment
metadata: {name: csi-1}
spec: {attacher: disk.example.com, nodeName: n1, source: {persistentVolumeName: disk}}
`;
  const session = new Session({ 'pv.yaml': volume, 'va.yaml': attachment });
  session.type('kubectl create -f pv.yaml');
  session.type('kubectl create -f va.yaml');
  expect(session.type('kubectl describe pv disk').shown).toContain(`Source:
    Type:              CSI (a Container Storage Interface (CSI) volume source)
    Driver:            disk.example.com
    FSType:            ext4
    VolumeHandle:      vol-1
    ReadOnly:          false
    VolumeAttributes:      a=b
                           c=d
`);
  expect(session.type('kubectl get volumeattachments').shown).toMatch(/csi-1 +disk\.example\.com +disk +n1 +false/);
});
