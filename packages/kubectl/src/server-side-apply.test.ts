import { expect, test } from 'vitest';
import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import { Session } from './session.fixture.ts';

const deployment = (replicas: number, image = 'nginx:1', labels = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web${labels}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: '${image}'}]}
`;

const session = (): Session =>
  new Session({
    'two.yaml': deployment(2),
    'three.yaml': deployment(3),
    'image.yaml': deployment(2, 'nginx:2'),
    'labelled.yaml': deployment(2, 'nginx:1', '\n  labels: {team: x}'),
    'wrong.yaml': deployment(2).replace('replicas', 'replica'),
    'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: x}\n',
  });

const object = (terminal: Session): JsonObject => {
  const { shown } = terminal.type('kubectl get deploy web -o json --show-managed-fields');
  return JSON.parse(shown) as JsonObject; // kubectl prints an object
};

const managers = (terminal: Session): readonly string[] =>
  listAt(object(terminal), 'metadata', 'managedFields')
    .filter((entry: Json): entry is JsonObject => isJsonObject(entry))
    .map((entry) => `${textAt(entry, 'manager') ?? ''} ${textAt(entry, 'operation') ?? ''}`);

const waysOut = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

test('KC-16: apply --server-side makes and changes objects, and says serverside-applied whatever it did', () => {
  const terminal = session();
  const apply = (rest: string) => terminal.type(`kubectl apply --server-side ${rest}`).shown;
  expect(apply('-f two.yaml,map.yaml')).toBe('deployment.apps/web serverside-applied\nconfigmap/m serverside-applied');
  expect(apply('-f two.yaml')).toBe('deployment.apps/web serverside-applied');
  expect(apply('-f three.yaml --dry-run=server')).toBe('deployment.apps/web serverside-applied (server dry run)');
  expect(apply('-f two.yaml -o name')).toBe('deployment.apps/web');
  expect(object(terminal)).toMatchObject({ spec: { replicas: 2 } });
  expect(managers(terminal)).toEqual(['kubectl Apply']);
});

test('KC-16: a conflict is told with the ways out of it, and --force-conflicts is one', () => {
  const terminal = session();
  terminal.type('kubectl apply --server-side --field-manager=first -f two.yaml');
  const refused = terminal.type('kubectl apply --server-side -f three.yaml');
  expect(refused).toEqual({
    shown: `! error: Apply failed with 1 conflict: conflict with "first": .spec.replicas\n${waysOut}`,
    exitCode: 1,
  });
  expect(terminal.type('kubectl apply --server-side --force-conflicts -f three.yaml').exitCode).toBe(0);
  expect(object(terminal)).toMatchObject({ spec: { replicas: 3 } });
  expect(managers(terminal)).toEqual(['first Apply', 'kubectl Apply']);
});

test('KC-16: what does not go together or has the wrong shape is refused', () => {
  const terminal = session();
  const refusal = (rest: string) => terminal.type(`kubectl apply -f two.yaml ${rest}`).shown;
  expect(refusal('--force-conflicts')).toBe('! error: --force-conflicts only works with --server-side');
  expect(refusal('--server-side --dry-run=client')).toBe(
    "! error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
  );
  expect(terminal.type('kubectl apply --server-side -f wrong.yaml').shown).toBe(
    '! Error from server: failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema',
  );
});

test('KC-17: server-side apply takes over from client-side apply, which then owns nothing more', () => {
  const terminal = session();
  terminal.type('kubectl apply -f labelled.yaml');
  expect(terminal.type('kubectl apply --server-side -f image.yaml').shown).toBe(
    'deployment.apps/web serverside-applied',
  );
  // The entry that holds the annotation never changed anything, so it has no time and comes first.
  expect(managers(terminal)).toEqual(['kubectl-last-applied Apply', 'kubectl Apply']);
  const after = object(terminal);
  // The label that the file no longer has went with the client-side applier.
  expect(after).not.toHaveProperty('metadata.labels');
  const annotation = textAt(after, 'metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  expect(JSON.parse(annotation ?? '')).toMatchObject({
    spec: { template: { spec: { containers: [{ image: 'nginx:2' }] } } },
  });
  const before = object(terminal);
  expect(terminal.type('kubectl apply --server-side -f image.yaml').exitCode).toBe(0);
  expect(object(terminal)).toEqual(before);
});

test('KC-17: each verb writes under a name of its own', () => {
  const terminal = session();
  for (const line of [
    'create -f two.yaml',
    'label deploy web a=b',
    'annotate deploy web a=b',
    'scale deploy web --replicas 5',
    'set image deploy/web c=nginx:3',
    'rollout restart deploy/web',
    `patch deploy web -p '{"spec":{"paused":true}}'`,
  ])
    expect(terminal.type(`kubectl ${line}`).exitCode).toBe(0);
  expect(managers(terminal).toSorted()).toEqual(
    ['', '-annotate', '-create', '-label', '-patch', '-rollout', '-set'].map((verb) => `kubectl${verb} Update`),
  );
  terminal.type('kubectl replace -f three.yaml --field-manager=me');
  expect(managers(terminal)).toContain('me Update');
});

test('KC-18: objects in full are shown without managed fields unless they are asked for', () => {
  const terminal = session();
  terminal.type('kubectl apply --server-side -f map.yaml');
  for (const format of ['yaml', 'json']) {
    expect(terminal.type(`kubectl get cm m -o ${format}`).shown).not.toContain('managedFields');
    expect(terminal.type(`kubectl get cm m -o ${format} --show-managed-fields`).shown).toContain('f:data');
  }
  expect(terminal.type("kubectl get cm m -o jsonpath='{.metadata.managedFields[0].manager}'").shown).toBe('kubectl');
});
