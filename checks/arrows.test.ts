import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { depcruise } from '../scripts/tools.mjs';
import { plant, uproot } from './planted-repository.ts';
import { runNode } from './run-node.ts';

/** A file that breaks a rule by an import, and the rule. */
interface Offence {
  readonly rule: string;
  readonly path: string;
  readonly imports: string;
}

const offence = (rule: string, path: string, imports: string): Offence => ({ rule, path, imports });

const offences: readonly Offence[] = [
  offence('arrows-of-core-engine', 'packages/core/src/engine/planted.ts', '../cluster/index.ts'),
  offence('arrows-of-core-cluster', 'packages/core/src/cluster/planted.ts', '../api/index.ts'),
  offence('arrows-of-core-api', 'packages/core/src/api/planted.ts', '../control/index.ts'),
  offence('arrows-of-core-control', 'packages/core/src/control/planted.ts', '../faults/index.ts'),
  offence('arrows-of-core', 'packages/core/src/faults/planted.ts', '@orrery/controllers'),
  offence('arrows-of-controllers', 'packages/controllers/src/planted.ts', '@orrery/kubectl'),
  offence('arrows-of-kubectl', 'packages/kubectl/src/planted.ts', '@orrery/controllers'),
  offence('arrows-of-wire', 'packages/wire/src/planted.ts', '@orrery/kubectl'),
  offence('arrows-of-scenario', 'packages/scenario/src/planted.ts', '@orrery/props'),
  offence('arrows-of-server', 'packages/server/src/planted.ts', '@orrery/props'),
  offence('arrows-of-props', 'packages/props/src/planted.ts', '@orrery/bench'),
  offence('arrows-of-campaign', 'packages/campaign/src/planted.ts', '@orrery/bench'),
  offence('arrows-of-bench', 'packages/bench/src/planted.ts', '@orrery/cli'),
  offence('arrows-of-cli', 'packages/cli/src/planted.ts', '../../unheard-of/src/index.ts'),
  offence('known-packages', 'packages/unheard-of/src/planted.ts', '@orrery/core/engine'),
  offence('doors', 'packages/scenario/src/deep.ts', '../../core/src/engine/hash.ts'),
  offence('loops-apart', 'packages/controllers/src/kubelet/planted.ts', '../scheduler/index.ts'),
  offence('loops-apart', 'packages/controllers/src/kubelet/deep.ts', '../scheduler/plan.ts'),
  offence('no-cycles', 'packages/cli/src/egg.ts', './hen.ts'),
  offence('no-node-built-ins', 'packages/core/src/engine/node.ts', 'node:fs'),
  offence('no-node-built-ins', 'packages/controllers/src/kubelet/node.ts', 'node:fs'),
  offence('no-node-built-ins', 'packages/kubectl/src/node.ts', 'path'),
  offence('no-node-built-ins', 'packages/wire/src/node.ts', 'node:buffer'),
  offence('no-node-built-ins', 'packages/scenario/src/node.ts', 'node:os'),
  offence('no-node-built-ins', 'packages/props/src/node.ts', 'node:crypto'),
  offence('one-source-of-randomness', 'packages/core/src/engine/dice.ts', 'seedrandom/lib/alea.js'),
  offence('tests-are-not-used', 'packages/core/src/engine/tested.ts', './innocent.fixture.ts'),
  offence('resolvable', 'packages/core/src/engine/typo.ts', './hsah.ts'),
  offence('resolvable', 'packages/scenario/src/no-door.ts', '@orrery/core/engine/hash'),
];

const innocent: readonly (readonly [path: string, imports: string])[] = [
  ['packages/core/src/faults/innocent.ts', '../engine/index.ts'],
  ['packages/core/src/engine/randomness.ts', 'seedrandom/lib/alea.js'],
  ['packages/core/src/engine/innocent.fixture.ts', 'node:fs'],
  ['packages/core/src/engine/innocent.test.ts', './innocent.fixture.ts'],
  ['packages/controllers/src/registry.ts', './scheduler/index.ts'],
  ['packages/controllers/src/kubelet/innocent.test.ts', '../scheduler/index.ts'],
  ['packages/controllers/src/kubelet/innocent.ts', '@orrery/core/control'],
  ['packages/cli/src/innocent.ts', '@orrery/bench'],
  ['packages/cli/src/node.ts', 'node:fs'],
];

const doors = [
  ...['engine', 'cluster', 'api', 'control', 'faults'].map((layer) => `packages/core/src/${layer}/index.ts`),
  ...['controllers', 'kubectl', 'wire', 'scenario', 'props', 'bench', 'cli', 'unheard-of'].map(
    (name) => `packages/${name}/src/index.ts`,
  ),
  'packages/core/src/engine/hash.ts',
  'packages/controllers/src/scheduler/index.ts',
  'packages/controllers/src/scheduler/plan.ts',
];

const planted = {
  ...Object.fromEntries(doors.map((path) => [path, 'export const door = 1;\n'])),
  ...Object.fromEntries(innocent.map(([path, imports]) => [path, `import '${imports}';\n`])),
  ...Object.fromEntries(offences.map(({ path, imports }) => [path, `import '${imports}';\n`])),
  'packages/cli/src/hen.ts': "import type { Egg } from './egg.ts';\nexport type Hen = Egg;\n",
};

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

describe('an arrow that points the wrong way is reported by the name of its rule', () => {
  let folder = '';
  let summary: Report['summary'];
  beforeAll(async () => {
    folder = plant(planted);
    const args = [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages'];
    const { stdout, stderr } = await runNode(args, folder);
    expect(stdout, stderr).toMatch(/^\{/);
    ({ summary } = JSON.parse(stdout) as Report); // its documented shape
  }, 60_000);
  afterAll(() => uproot(folder));

  const rulesBroken = (path: string): string[] =>
    summary.violations.filter(({ from }) => from === path).map(({ rule }) => rule.name);

  test.each(offences)('$rule: $path imports $imports', ({ rule, path }) => {
    expect(rulesBroken(path)).toContain(rule);
  });

  test.each(innocent)('%s may import %s', (path) => {
    expect(rulesBroken(path)).toEqual([]);
  });

  test('every rule has its offence', () => {
    const broken = new Set(offences.map(({ rule }) => rule));
    expect(summary.ruleSetUsed.forbidden.filter(({ name }) => !broken.has(name))).toEqual([]);
  });
});
