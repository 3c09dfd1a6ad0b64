import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { buildFingerprint, installFingerprint, packageFolders } from '../scripts/fingerprint.mjs';
import { root } from '../scripts/tools.mjs';
import { plant, uproot } from './planted-repository.ts';
import { runNode, type Ended } from './run-node.ts';

const main = `console.log(JSON.stringify(process.argv.slice(2)));
process.exitCode = 7;\n`;

/** Settings under which the compiler takes a lone file of the command, which names no type of Node. */
const emitting = JSON.stringify({
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', types: ['node'] },
  files: ['src/main.ts'],
});

const scripts = Object.fromEntries(
  ['launch.mjs', 'fingerprint.mjs', 'real-clients.mjs', 'tools.mjs'].map((name) => [
    `scripts/${name}`,
    readFileSync(join(root, 'scripts', name), 'utf8'),
  ]),
);

/** Nothing answers there: what asks the registry notices that there is no network. */
const offline = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_loglevel: 'error' };

let folder = '';
afterEach(() => uproot(folder));

/** A repository with a command that is already built, or was until something changed. */
const plantBuilt = (sources: Readonly<Record<string, string>> = {}): void => {
  const dist = packageFolders(root).map((path) => [`${path}/dist/index.js`, '']);
  folder = plant({ ...scripts, ...sources, ...Object.fromEntries(dist), 'packages/cli/dist/main.js': main });
  writeFileSync(join(folder, 'node_modules/.orrery-install'), installFingerprint(folder));
  writeFileSync(join(folder, 'node_modules/.orrery-build'), buildFingerprint(folder));
};

const launch = (args: readonly string[], node: readonly string[] = []): Promise<Ended> => {
  const home = join(folder, 'home');
  const environment = { ...offline, HOME: home, npm_config_cache: join(home, 'cache'), npm_lifecycle_event: '' };
  return runNode([...node, 'scripts/launch.mjs', ...args], folder, environment);
};

describe('the launcher', { timeout: 60_000 }, () => {
  test('runs what is current at once: its arguments, its stdout and exit code, and no word of its own', async () => {
    plantBuilt();
    expect(await launch(['orrery', 'show', '--at', '60s'])).toEqual({
      code: 7,
      stdout: '["show","--at","60s"]\n',
      stderr: '',
    });
  });

  test('says in one paragraph that the network is missing when something has to be installed', async () => {
    plantBuilt();
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
    const { code, stdout, stderr } = await launch(['start']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([
      'Installing what package.json names; this happens once.',
      expect.stringMatching(/^Orrery could not install .* cannot be reached\..* give the same command again\.$/),
    ]);
  });

  test('prints what the compiler finds wrong and runs nothing', async () => {
    plantBuilt();
    writeFileSync(join(folder, 'tsconfig.json'), '{"files": [], "references": [{"path": "packages/nowhere"}]}\n');
    const { code, stdout, stderr } = await launch(['start']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Building\.\n(.|\n)*error TS(.|\n)*\n\nBuilding failed\.\n$/);
  });

  test('builds again when a source has changed, and not for a test', async () => {
    const path = 'packages/cli/src/main.ts';
    plantBuilt({ [path]: '' });
    writeFileSync(join(folder, 'packages/cli/src/main.test.ts'), 'what is only a test is not built');
    expect(await launch(['orrery'])).toMatchObject({ code: 7, stderr: '' });

    writeFileSync(join(folder, 'tsconfig.json'), '{"files": [], "references": [{"path": "packages/cli"}]}\n');
    writeFileSync(join(folder, 'packages/cli/tsconfig.json'), emitting);
    for (const [code, said] of [
      [8, 'Building.\n'],
      [8, ''],
      [9, 'Building.\n'],
      [9, ''],
    ] as const) {
      writeFileSync(join(folder, path), `process.exitCode = ${code};\n`);
      expect(await launch(['orrery'])).toEqual({ code, stdout: '', stderr: said });
    }
  });

  test('passes a signal on, and the answer to it back', async () => {
    plantBuilt();
    const patient =
      "process.on('SIGTERM', () => process.exit(9));\nconsole.log('ready');\nsetTimeout(() => {}, 10_000);\n";
    writeFileSync(join(folder, 'packages/cli/dist/main.js'), patient);
    const child = spawn(process.execPath, ['scripts/launch.mjs', 'orrery'], { cwd: folder, stdio: 'pipe' });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(9);
  });

  test('refuses a Node that is too old, in one paragraph', async () => {
    plantBuilt();
    const old = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.1" } })';
    const { code, stdout, stderr } = await launch(
      ['start'],
      ['--import', `data:text/javascript,${encodeURIComponent(old)}`],
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Orrery needs Node 20\.19 or later, and this is Node 20\.18\.1 .*\n$/);
  });

  test('refuses a word that it does not know', async () => {
    plantBuilt();
    expect(await launch(['strat'])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^usage: /) });
  });
});
