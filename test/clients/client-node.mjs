// client-node.mjs <list|informer|patch|errors>: does one thing with @kubernetes/client-node; throws where the server is not as it should be.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const namespace = 'default';

const labels = { app: 'web' };
const set = {
  metadata: { name: 'web' },
  spec: {
    serviceName: 'web',
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx:1' }] } },
  },
};

const until = async (holds, what) => {
  for (let i = 0; i < 500; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never: ${what}`);
};

const ready = () =>
  until(
    async () => (await apps.readNamespacedStatefulSet({ name: 'web', namespace })).status?.readyReplicas === 2,
    'two ready replicas',
  );

const things = {
  async list() {
    const nodes = await core.listNode();
    assert.deepEqual(
      nodes.items.map(({ metadata }) => metadata.name),
      ['node-0', 'node-1', 'node-2'],
    );
    assert.ok(nodes.items[0].metadata.creationTimestamp instanceof Date);
    const page = await core.listNode({ limit: 2 });
    assert.equal(page.items.length, 2);
    const rest = await core.listNode({ limit: 2, _continue: page.metadata._continue });
    assert.deepEqual(
      rest.items.map(({ metadata }) => metadata.name),
      ['node-2'],
    );
  },

  async informer() {
    const told = [];
    const pods = () => core.listNamespacedPod({ namespace });
    const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, pods);
    for (const verb of ['add', 'update', 'delete'])
      informer.on(verb, ({ metadata }) => told.push(`${verb} ${metadata.name}`));
    const failures = [];
    informer.on('error', (error) => failures.push(error));
    await informer.start();
    await apps.createNamespacedStatefulSet({ namespace, body: set });
    await ready();
    await until(() => told.includes('add web-0') && told.includes('update web-1'), 'news of both pods');
    assert.equal(informer.get('web-0', namespace).status.phase, 'Running');
    await core.deleteNamespacedPod({ name: 'web-1', namespace });
    await until(
      () => told.includes('delete web-1') && told.filter((one) => one === 'add web-1').length === 2,
      'a new web-1',
    );
    // Stopping breaks the watch off, which counts as an error.
    assert.deepEqual(failures, []);
    await informer.stop();
  },

  async patch() {
    await apps.createNamespacedStatefulSet({ namespace, body: set });
    const patches = [
      [[{ op: 'replace', path: '/spec/replicas', value: 3 }], undefined],
      [{ spec: { replicas: 4 } }, k8s.PatchStrategy.MergePatch],
      [{ spec: { replicas: 5 } }, k8s.PatchStrategy.StrategicMergePatch],
    ];
    for (const [i, [body, strategy]] of patches.entries()) {
      const options = strategy === undefined ? undefined : k8s.setHeaderOptions('Content-Type', strategy);
      const patched = await apps.patchNamespacedStatefulSet({ name: 'web', namespace, body }, options);
      assert.equal(patched.spec.replicas, 3 + i);
    }
    const applied = { apiVersion: 'apps/v1', kind: 'StatefulSet', ...set, spec: { ...set.spec, replicas: 6 } };
    const objects = k8s.KubernetesObjectApi.makeApiClient(config);
    const result = await objects.patch(applied, undefined, undefined, 'tests', true, k8s.PatchStrategy.ServerSideApply);
    assert.equal(result.spec.replicas, 6);
    const scale = await apps.readNamespacedStatefulSetScale({ name: 'web', namespace });
    assert.equal(scale.spec.replicas, 6);
  },

  async errors() {
    const failure = async (promise) => {
      const error = await promise.then(
        () => assert.fail('it went well'),
        (reason) => reason,
      );
      return [error.code, JSON.parse(error.body).reason];
    };
    assert.deepEqual(await failure(core.readNamespacedPod({ name: 'x', namespace })), [404, 'NotFound']);
    await apps.createNamespacedStatefulSet({ namespace, body: set });
    assert.deepEqual(await failure(apps.createNamespacedStatefulSet({ namespace, body: set })), [409, 'AlreadyExists']);
    // Whoever names no type sends an object as a JSON patch, which is none.
    const [code] = await failure(apps.patchNamespacedStatefulSet({ name: 'web', namespace, body: { spec: {} } }));
    assert.ok(code === 400 || code === 422, String(code));
    await apps.deleteNamespacedStatefulSet({ name: 'web', namespace });
  },

  async logs() {
    await apps.createNamespacedStatefulSet({ namespace, body: set });
    await ready();
    const text = await core.readNamespacedPodLog({ name: 'web-0', namespace });
    assert.notEqual(text, '');
  },
};

await things[process.argv[2]]();
process.exit(0);
