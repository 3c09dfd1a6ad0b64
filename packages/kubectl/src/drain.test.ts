import { expect, test } from 'vitest';
import type { JsonObject } from '@orrery/core/engine';
import { Session } from './session.fixture.ts';

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };

const pod = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name }, ...more },
  spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'a' }] },
});

/** A node with these pods, which run; nothing but what is typed acts. */
const given = (...pods: readonly JsonObject[]): Session => {
  const files = Object.fromEntries([node, ...pods].map((object, i) => [`${i}.yaml`, JSON.stringify(object)]));
  const session = new Session(files);
  for (const name of Object.keys(files)) session.type(`kubectl create -f ${name}`);
  const { core } = session.cluster;
  const status = core.body({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });
  for (const { uid } of core.state.tables.Pod.toArray())
    session.cluster.submit({ type: 'ReportPodStatus', uid, status, times: [], ip: 1, hostIp: '10.0.0.1' });
  return session;
};

const held = "Cannot evict pod as it would violate the pod's disruption budget.";

test('KC-229: pods that their budget holds are asked for every five seconds, the others go meanwhile', () => {
  const session = given(pod('a'), pod('b'));
  session.type('kubectl create pdb a --selector=app=a --min-available=1');
  const again = [
    'evicting pod default/a',
    `! error when evicting pods/"a" -n "default" (will retry after 5s): ${held}`,
  ];
  const error = 'error when evicting pods/"a" -n "default": global timeout reached: 12s';
  const waiting = 'error when waiting for pod "b" in namespace "default" to terminate: global timeout reached: 12s';
  expect(session.type('kubectl drain n1 --force --timeout=12s')).toEqual({
    shown: [
      'node/n1 cordoned',
      '! Warning: deleting Pods that declare no controller: default/a, default/b',
      ...again,
      'evicting pod default/b',
      ...again,
      ...again,
      `! There are pending pods in node "n1" when an error occurred: [${error}, ${waiting}]`,
      '! pod/a',
      '! pod/b',
      `! error: unable to drain node "n1" due to error: [${error}, ${waiting}], continuing command...`,
      '! There are pending nodes to be drained:\n n1',
      `! error: ${error}`,
      `! error: ${waiting}`,
    ].join('\n'),
    exitCode: 1,
  });
});

test('KC-229: what is in the way is said, and the node stays cordoned', () => {
  const error = 'cannot delete Pods that declare no controller (use --force to override): default/a';
  expect(given(pod('a')).type('kubectl drain n1')).toEqual({
    shown: [
      'node/n1 cordoned',
      `! error: unable to drain node "n1" due to error: ${error}, continuing command...`,
      '! There are pending nodes to be drained:\n n1',
      `! error: ${error}`,
    ].join('\n'),
    exitCode: 1,
  });
});

test('KC-229: two budgets for a pod are an error that is not tried again', () => {
  const session = given(pod('a'));
  for (const name of ['one', 'two']) session.type(`kubectl create pdb ${name} --selector=app=a --min-available=1`);
  expect(session.type('kubectl drain n1 --force').shown).toContain(
    '! error: error when evicting pods/"a" -n "default": This pod has more than one PodDisruptionBudget, ' +
      'which the eviction subresource does not support.',
  );
});

test('KC-229: a dry run evicts nothing', () => {
  expect(given(pod('a')).type('kubectl drain n1 --force --dry-run=client')).toEqual({
    shown: [
      'node/n1 cordoned (dry run)',
      '! Warning: deleting Pods that declare no controller: default/a',
      'evicting pod default/a (dry run)',
      'node/n1 drained (dry run)',
    ].join('\n'),
    exitCode: 0,
  });
});
