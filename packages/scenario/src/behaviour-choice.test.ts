import * as E from 'fp-ts/lib/Either.js';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { constant } from '@orrery/core/engine';
import { behavioursOf, kubeletsOf } from './behaviour-choice.ts';
import { behaviourPresets } from './behaviour-presets.ts';
import { problemText } from './problem.ts';
import { readScenario } from './read-scenario.ts';
import { Scenario } from './scenario.ts';

const scenarioHead = 'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';
const fileHead = 'apiVersion: orrery.dev/v1alpha1\nkind: Behaviours\n';

const read = (text: string, file = '') =>
  readScenario('dir/s.yaml', scenarioHead + text, {
    readFile: (path) => (path === 'b.yaml' ? E.right(file) : E.left(`the file "${path}" cannot be read: no such file`)),
  });

const problems = (text: string, file = ''): readonly string[] => {
  const found = read(text, file);
  return E.isLeft(found) ? found.left.map(problemText) : [];
};

describe('KL-13: how containers behave is said by a preset, a file or rules in place', () => {
  test.each<[string, string, string, readonly string[]]>([
    [
      'a file that is not there',
      'behaviours: c.yaml\n',
      '',
      ['dir/s.yaml:4:13: the file "c.yaml" cannot be read: no such file'],
    ],
    [
      'an unknown key in a file',
      'behaviours: b.yaml\n',
      `${fileHead}containers:\n  - {pul: {}}\n`,
      ['dir/b.yaml:4:6: unknown key "pul" (did you mean "pull"?)'],
    ],
    [
      'a scenario for a file of behaviours',
      'behaviours: b.yaml\n',
      'apiVersion: orrery.dev/v1alpha1\nkind: Scenario\n',
      ['dir/b.yaml:2:7: unknown kind "Scenario"; known: Behaviours'],
    ],
    [
      'an unknown preset',
      'behaviours: {preset: flakey}\n',
      '',
      ['dir/s.yaml:4:22: unknown preset of behaviours "flakey" (did you mean "flaky"?)'],
    ],
    [
      'quantiles that decrease',
      'behaviours: {containers: [{ready: {median: 5s, p99: 1s}}]}\n',
      '',
      ['dir/s.yaml:4:35: the quantiles must not decrease: min, median, p90, p99, max'],
    ],
    [
      'a threshold that is none',
      'behaviours: {kubelets: {evictionHard: {memory.available: some}}}\n',
      '',
      ['dir/s.yaml:4:58: expected an amount such as 100Mi, or a share such as 10%, got "some"'],
    ],
    [
      'an amount of bytes that is none',
      'behaviours: {containers: [{pull: {size: big}}]}\n',
      '',
      ['dir/s.yaml:4:41: expected an amount of bytes such as 120Mi, got "big"'],
    ],
    [
      'an answer that is both',
      'behaviours: {containers: [{probes: {liveness: [{from: 1s, fails: x, succeeds: true}]}}]}\n',
      '',
      ['dir/s.yaml:4:48: say either fails, with the reason (it may be empty), or succeeds: true'],
    ],
    [
      'an exit code of a process that was killed for its memory',
      'behaviours: {containers: [{run: [{after: 1s, oomKilled: true, exitCode: 1}]}]}\n',
      '',
      ['dir/s.yaml:4:34: a process that is killed for its memory exits with 137: leave exitCode out'],
    ],
  ])('%s is said with its place', (_what, text, file, expected) => {
    expect(problems(text, file)).toEqual(expected);
  });

  test('rules are read, written as they were, and come before those of the preset', () => {
    const found = read(
      'behaviours:\n  preset: flaky\n  containers:\n' +
        '    - match: {image: "nginx:*", labels: {app: web}}\n' +
        '      run: [{after: 30s, exitCode: 1, times: 3, share: 0.5}]\n',
    );
    if (E.isLeft(found)) throw new Error(found.left.map(problemText).join('\n'));
    const scenario = found.right;
    expect(Scenario.decode(JSON.parse(JSON.stringify(Scenario.encode(scenario))))).toEqual(E.right(scenario));
    const rules = behavioursOf(scenario.behaviours, {});
    expect(rules).toHaveLength(2);
    expect(rules[0]).toEqual({
      match: { images: ['nginx:*'], labels: { app: 'web' }, namespace: undefined, container: undefined },
      behaviour: {
        run: [{ after: constant(30_000_000), exitCode: 1, oomKilled: false, millionths: 500_000, times: 3 }],
      },
    });
  });

  test('a file belongs to the scenario that names it', () => {
    const file = `${fileHead}containers:\n  - {match: {container: web}, ready: 5s}\n`;
    const found = read('behaviours: b.yaml\n', file);
    if (E.isLeft(found)) throw new Error(found.left.map(problemText).join('\n'));
    expect(found.right.files).toEqual({ 'b.yaml': file });
    expect(behavioursOf('b.yaml', found.right.files ?? {})[0]?.behaviour).toEqual({ ready: constant(5_000_000) });
  });

  test.each(Object.keys(behaviourPresets))('the preset %s is written in the language of behaviours', (preset) => {
    expect(() => behavioursOf(preset, {})).not.toThrow();
    expect(problems(`behaviours: ${preset}\n`)).toEqual([]);
  });

  test('the page about behaviours shows a file that can be read', () => {
    const page = readFileSync(new URL('../../../docs/behaviours.md', import.meta.url), 'utf8');
    const shown = /```yaml behaviours\n([^]*?)```/.exec(page)?.[1] ?? '';
    expect(problems('behaviours: b.yaml\n', shown)).toEqual([]);
    const aspects = Object.keys(behavioursOf('b.yaml', { 'b.yaml': shown })[0]?.behaviour ?? {});
    expect(aspects).toEqual(['pull', 'start', 'ready', 'run', 'probes', 'stop', 'postStart', 'preStop', 'uses']);
  });
});

test('KL-33: how kubelets are configured is said beside it; thresholds that are given replace all others', () => {
  const choice = { kubelets: { evictionHard: { 'nodefs.available': '5%', 'pid.available': '200' } } };
  expect(kubeletsOf(choice, {})).toEqual({
    evictionHard: { 'nodefs.available': { millionths: 50_000 }, 'pid.available': { amount: 200 } },
    evictionPressureTransitionUs: 300_000_000,
    maxPids: 32_768,
  });
  expect(kubeletsOf('flaky', {}).evictionHard).toEqual({
    'memory.available': { amount: 104_857_600 },
    'nodefs.available': { millionths: 100_000 },
  });
});
