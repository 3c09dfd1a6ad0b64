import { expect, test } from 'vitest';
import { template, TestCluster } from '../cluster.fixture.ts';
import { replicaSetController } from '../replicaset/index.ts';

test('SC-30: a pod that a controller makes has the priority of the class that its template names', () => {
  const world = new TestCluster([{ controller: replicaSetController }]);
  world.create('PriorityClass', '', 'high', { value: 1000, preemptionPolicy: 'Never' });
  const made = template({ app: 'x' });
  const spec = (name: string | undefined) => ({
    replicas: 2,
    selector: { matchLabels: { app: 'x' } },
    template: {
      ...made,
      spec: { containers: [{ name: 'c', image: 'x' }], ...(name === undefined ? {} : { priorityClassName: name }) },
    },
  });
  world.create('ReplicaSet', 'default', 'a', { spec: spec('high') });
  world.settle();
  expect(world.pods().map((pod) => pod.spec.priority)).toEqual([1000, 1000]);
  world.create('PriorityClass', '', 'normal', { value: 10, globalDefault: true });
  world.create('ReplicaSet', 'default', 'b', { spec: spec(undefined) });
  world.create('ReplicaSet', 'default', 'c', { spec: spec('unknown') });
  world.settle();
  expect(world.pods().map((pod) => pod.spec.priority)).toEqual([1000, 1000, 10, 10]);
});
