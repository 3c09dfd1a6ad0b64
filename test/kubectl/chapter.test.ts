import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/tools.mjs';
import { loadScenario } from '../../packages/cli/src/load-scenario.ts';
import { isObjectExpectation, type Step } from '../../packages/scenario/src/step.ts';
import { serving, type Served } from '../../packages/server/src/served.fixture.ts';
import { Terminal, withoutKubectl, type Running } from './terminal.fixture.ts';

const folder = join(root, 'examples/chapter-8');

/** A duration as the clock's API takes it. */
const inSeconds = (us: number): string => `${us / 1_000_000}s`;

/** The chapter as somebody works through it who has a served cluster and a real kubectl. */
class Reader {
  readonly served: Served;
  readonly terminal: Terminal;
  readonly watches: Running[] = [];

  constructor(served: Served, terminal: Terminal) {
    this.served = served;
    this.terminal = terminal;
  }

  async #pass(step: Step): Promise<void> {
    if (step.after !== undefined) await this.served.advance(inSeconds(step.after));
    if (step.at !== undefined) throw new Error('the chapter names no instants');
  }

  async #wait({ for: what, timeout, ...rest }: NonNullable<Step['wait']>): Promise<void> {
    const { json } = await this.served.ask('POST', '/orrery/v1/clock/run-until', {
      for: what,
      ...rest,
      ...(timeout === undefined ? {} : { timeout: inSeconds(timeout) }),
    });
    if (json['held'] !== true) throw new Error(`waiting for ${what}: ${JSON.stringify(json)}`);
  }

  /** Types the command as a step has it and holds what the terminal shows to what the step says. */
  async #run(line: string, expectation: Step['expect']): Promise<void> {
    const { stdout, stderr, exitCode } = await this.terminal.type(`${line} 2>&1`);
    expect(stderr).toBe('');
    const shown = stdout.replace(/\n$/, '');
    if (expectation === undefined || isObjectExpectation(expectation)) {
      expect([exitCode, shown]).toEqual([0, shown]);
      return;
    }
    const { output, contains, matches } = expectation;
    if (output !== undefined) expect(shown).toBe(output);
    if (contains !== undefined) expect(shown).toContain(contains);
    if (matches !== undefined) expect(shown).toMatch(new RegExp(matches));
    expect(exitCode).toBe(expectation.exitCode ?? 0);
  }

  async #check({ expect: expectation }: Step): Promise<void> {
    if (expectation === undefined || !isObjectExpectation(expectation)) return;
    expect(expectation).toMatchObject({ exists: expect.any(Boolean) as boolean });
    const { exitCode } = await this.terminal.type(`kubectl get ${expectation.on}`);
    expect(exitCode === 0).toBe(expectation.exists);
  }

  async follow(step: Step): Promise<void> {
    await this.#pass(step);
    if (step.run !== undefined) await this.#run(step.run, step.expect);
    else if (step.watch !== undefined) {
      this.watches.push(this.terminal.start(step.watch));
      // What the next step does is to be seen in it.
      await new Promise((resolve) => setTimeout(resolve, 300));
    } else if (step.wait !== undefined) await this.#wait(step.wait);
    else await this.#check(step);
  }
}

let reader: Reader | undefined;
afterEach(async () => {
  await reader?.terminal.close();
  await reader?.served.close();
  reader = undefined;
});

describe.skipIf(withoutKubectl)('SV-70: the chapter is worked through with a real kubectl', () => {
  test('command by command, each with what the chapter shows of it', async () => {
    const { scenario } = loadScenario(join(folder, 'scenario.yaml'));
    const { steps = [], ...world } = scenario;
    const served = await serving({ ...world, epoch: 1_767_225_600 }, { speed: 'asap', stamp: 'wall', graceMs: 100 });
    reader = new Reader(served, new Terminal(served, undefined, folder));
    for (const [i, step] of steps.entries())
      await reader.follow(step).catch((error: unknown) => {
        throw new Error(`step ${i + 1}, ${step.run ?? step.about ?? JSON.stringify(step.wait)}`, { cause: error });
      });
    const [first] = reader.watches;
    const rows = first?.stdout.split('\n').map((row) => row.trim().split(/ +/).slice(0, 3).join(' ')) ?? [];
    expect(rows).toContain('web-1 1/1 Running');
    expect(rows.indexOf('web-0 1/1 Running')).toBeLessThan(rows.findIndex((row) => row.startsWith('web-1 ')));
  });
});
