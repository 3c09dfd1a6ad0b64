import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../packages/core/src/engine/index.ts';
import { serving, type Served } from '../../packages/server/src/served.fixture.ts';
import { Terminal, withoutKubectl } from './terminal.fixture.ts';

const deployment = (replicas: number, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "${image}"}]}
`;
const files = {
  'one.yaml': deployment(3, 'nginx:1'),
  'two.yaml': deployment(3, 'nginx:2'),
  'more.yaml': deployment(5, 'nginx:1'),
  'budget.yaml': `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
`,
};
const nodes = { cluster: { nodes: [{ count: 3, namePrefix: 'node-' }] } };
const real = { wallTime: () => Date.now() } as const;

/** A served cluster of three nodes, and a terminal on it. */
class Session extends Terminal {
  readonly served: Served;

  private constructor(served: Served) {
    super(served);
    this.served = served;
    this.write(files);
  }

  static async open(speed: 'asap' | 'paused' = 'asap'): Promise<Session> {
    return new Session(await serving(nodes, { ...real, speed }));
  }

  override async close(): Promise<void> {
    await super.close();
    await this.served.close();
  }
}

describe.skipIf(withoutKubectl)('SV-72: what people do with kubectl', () => {
  test('apply, diff, apply again unchanged, apply another', async () => {
    const terminal = await Session.open();
    expect((await terminal.type('kubectl apply -f one.yaml')).stdout).toBe('deployment.apps/web created\n');
    expect(await terminal.type('kubectl diff -f one.yaml')).toMatchObject({ stdout: '', exitCode: 0 });
    const diff = await terminal.type('kubectl diff -f two.yaml');
    expect([diff.exitCode, diff.stdout]).toEqual([
      1,
      expect.stringMatching(/^-\s+- image: nginx:1\n\+\s+- image: nginx:2$/m),
    ]);
    expect((await terminal.type('kubectl apply -f one.yaml')).stdout).toBe('deployment.apps/web unchanged\n');
    expect((await terminal.type('kubectl apply -f two.yaml')).stdout).toBe('deployment.apps/web configured\n');
    expect((await terminal.type('kubectl rollout status deploy/web')).stdout).toContain('successfully rolled out');
    expect((await terminal.type('kubectl rollout undo deploy/web')).stdout).toBe('deployment.apps/web rolled back\n');
    expect((await terminal.type('kubectl rollout status deploy/web')).exitCode).toBe(0);
    expect((await terminal.type("kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'")).stdout).toBe(
      'nginx:1 nginx:1 nginx:1',
    );
    await terminal.close();
  });

  test('server-side apply with a conflict, and with force', async () => {
    const terminal = await Session.open();
    expect((await terminal.type('kubectl apply --server-side -f one.yaml')).stdout).toBe(
      'deployment.apps/web serverside-applied\n',
    );
    expect((await terminal.type('kubectl scale deploy web --replicas=4')).exitCode).toBe(0);
    const conflict = await terminal.type('kubectl apply --server-side --field-manager=other -f more.yaml');
    expect([conflict.exitCode, conflict.stderr]).toEqual([1, expect.stringMatching(/conflict.*\.spec\.replicas/s)]);
    expect(
      (await terminal.type('kubectl apply --server-side --force-conflicts --field-manager=other -f more.yaml'))
        .exitCode,
    ).toBe(0);
    expect((await terminal.type("kubectl get deploy web -o jsonpath='{.spec.replicas}'")).stdout).toBe('5');
    await terminal.close();
  });

  test('wait, and drain with a budget that holds', async () => {
    const terminal = await Session.open();
    await terminal.type('kubectl apply -f one.yaml -f budget.yaml');
    expect((await terminal.type('kubectl wait --for=condition=Available deploy/web --timeout=20s')).stdout).toBe(
      'deployment.apps/web condition met\n',
    );
    const drained = await terminal.type('kubectl drain node-0 node-1 node-2 --ignore-daemonsets --timeout=1s');
    expect([drained.exitCode, drained.stderr]).toEqual([
      1,
      expect.stringContaining("Cannot evict pod as it would violate the pod's disruption budget."),
    ]);
    await terminal.type('kubectl uncordon node-0 node-1 node-2');
    const again = await terminal.type('kubectl drain node-0 --ignore-daemonsets --timeout=20s');
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('node/node-0 drained')]);
    await terminal.close();
  });

  test('get -w over a rolling update shows every change', async () => {
    const terminal = await Session.open('paused');
    await terminal.type('kubectl apply -f one.yaml');
    await terminal.served.advance('2m');
    const start = await terminal.served.get('/api/v1/namespaces/default/pods');
    const version = String((start.json['metadata'] as JsonObject)['resourceVersion']);
    const watching = terminal.start('kubectl get pods -w --output-watch-events');
    await watching.until(({ stdout }) => stdout.split('\n').length > 4);
    await terminal.type('kubectl set image deploy/web main=nginx:2');
    await terminal.served.advance('3m');
    const told = await terminal.served.watch(`/api/v1/namespaces/default/pods?watch=true&resourceVersion=${version}`);
    await told.until(({ told: all }) => all.filter((one) => one.startsWith('DELETED')).length === 3);
    const expected = told.events.map(
      ({ type, object }) => `${type} ${String((object['metadata'] as JsonObject)['name'])}`,
    );
    const rows = (): readonly string[] =>
      watching.stdout
        .split('\n')
        .slice(4, -1)
        .map((row) => row.split(/ +/).slice(0, 2).join(' '));
    await watching.until(() => rows().length >= expected.length);
    expect(rows()).toEqual(expected);
    await terminal.close();
  });
});
