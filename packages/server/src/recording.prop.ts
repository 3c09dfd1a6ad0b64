import * as E from 'fp-ts/lib/Either.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { millisecond, second, type JsonObject } from '@orrery/core/engine';
import type { Request } from '@orrery/core/api';
import { installedControllers } from '@orrery/controllers';
import { Player, recordedInputs, Scenario } from '@orrery/scenario';

const scenario: Scenario = {
  apiVersion: 'orrery.dev/v1alpha1',
  kind: 'Scenario',
  metadata: { name: 'served' },
  cluster: { nodes: [{ count: 3, namePrefix: 'node-' }] },
  // A step that waits for quiet while requests come in: the hardest thing to do again.
  steps: [{ wait: { for: 'quiet' } }, { after: 2 * second, run: 'kubectl label node node-0 seen=true' }],
};

const daemonSet = (image: string): Request => ({
  verb: 'create',
  kind: 'DaemonSet',
  namespace: 'default',
  name: '',
  body: {
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'main', image }] } },
    },
  },
});

const named = { kind: 'DaemonSet', namespace: 'default', name: 'agent' } as const;

const patched = (text: string): Request => ({
  verb: 'patch',
  ...named,
  patchType: 'merge',
  body: { spec: { template: { metadata: { annotations: { text } } } } },
});

const applied = (fieldManager: string, image: string, force: boolean): Request => ({
  verb: 'patch',
  ...named,
  patchType: 'apply',
  fieldManager,
  force,
  body: { apiVersion: 'apps/v1', kind: 'DaemonSet', ...(daemonSet(image).body as JsonObject) }, // it has one
});

const request = fc.oneof(
  fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('nginx:1', 'nginx:2'), fc.boolean()).map((of) => applied(...of)),
  fc.constantFrom('nginx:1', 'nginx:2').map(daemonSet),
  fc.string().map(patched),
  fc.constant<Request>({ verb: 'delete', ...named, propagation: 'Foreground' }),
  fc.constant<Request>({
    verb: 'deletecollection',
    kind: 'Pod',
    namespace: 'default',
    name: '',
    labelSelector: 'app=agent',
  }),
  fc.constant<Request>({
    verb: 'create',
    kind: 'ConfigMap',
    namespace: 'nowhere',
    name: '',
    body: { metadata: { generateName: 'c-' } },
  }),
  fc.constant<Request>({
    verb: 'create',
    kind: 'ConfigMap',
    namespace: 'default',
    name: '',
    body: { metadata: { generateName: 'c-' } },
  }),
);

const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ request }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ crash: 'node/node-1' }, { restart: 'node/node-1' }).map((fault) => ({ fault })),
  },
);
const waits = fc.constantFrom(0, 0, 1, 7 * millisecond, 400 * millisecond, 5 * second, 60 * second);
const session = fc.record({
  seed: fc.nat(),
  happenings: fc.array(fc.record({ wait: waits, what: happening })),
  rest: waits,
});

const settings = () => ({ installed: installedControllers() });

test('EN-71: what was served can be recorded, and the recording, played, gives the same digest and state', () => {
  fc.assert(
    fc.property(session, ({ seed, happenings, rest }) => {
      const served = new Player({ ...scenario, seed }, settings());
      for (const { wait, what } of happenings) {
        served.runUntil(served.cluster.now + wait);
        if ('request' in what) served.receiver.request('test', what.request);
        else served.receiver.fault('test', what.fault);
      }
      served.runUntil(served.cluster.now + rest);
      const { core } = served.cluster;
      const inputs = recordedInputs(core.log);
      if (E.isLeft(inputs)) throw new Error(`the input at #${inputs.left} cannot be read`);
      expect(inputs.right).toHaveLength(happenings.length);
      // As a file says it.
      const file = JSON.parse(
        JSON.stringify(Scenario.encode({ ...scenario, seed, inputs: inputs.right, until: core.simulation.now })),
      );
      const recorded = Scenario.decode(file);
      if (E.isLeft(recorded)) throw new Error('the recording is no scenario');
      const played = new Player(recorded.right, settings());
      played.play();
      expect(played.cluster.now).toBe(core.simulation.now);
      expect(played.cluster.core.log.digest()).toBe(core.log.digest());
      expect(played.cluster.core.state.hash()).toBe(core.state.hash());
    }),
    { seed: 20_261_123, numRuns: 60 },
  );
});
