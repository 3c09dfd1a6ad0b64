// launch.mjs <start|test|test:clients|orrery|check|campaign|bench|build> [arguments]: installs and builds when something changed, then runs.
// Plain JavaScript without dependencies, in words that an old Node can read: it has to run before anything is installed.
// What it says itself goes to stderr; stdout belongs to the program.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { buildFingerprint, installFingerprint, packageFolders } from './fingerprint.mjs';
import { prepareClients, prepareKubectl } from './real-clients.mjs';
import { root, tools, tsc, vitest } from './tools.mjs';

const pnpm = 'pnpm@10.34.9';
/** Most of what a run makes lives shortly: with 64 MiB for it the garbage collector copies less. A sixth of the time of large runs. */
const roomForTheYoung = ['--max-semi-space-size=64'];
const cli = join(root, 'packages/cli/dist/main.js');
const story = ['run', 'examples/chapter-8/scenario.yaml', '--story', '--force'];

const installStamp = join(root, 'node_modules/.orrery-install');
const buildStamp = join(root, 'node_modules/.orrery-build');

const say = (text) => process.stderr.write(`${text}\n`);

const refuse = (paragraph) => {
  say(paragraph);
  process.exit(1);
};

const requireNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  refuse(
    `Orrery needs Node 20.19 or later, and this is Node ${process.versions.node} (${process.execPath}). ` +
      'Install a newer one from https://nodejs.org or with your version manager, and give the same command again.',
  );
};

/** Runs a program to its end; gives its exit code and, unless it writes straight to our own streams, what it said. */
const run = (command, args, { cwd = root, stdio = 'inherit', env = process.env } = {}) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio, env, shell: process.platform === 'win32' && command === 'npx' });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (output += text));
    // A terminal gives Ctrl-C to the whole group: passing it on would interrupt twice.
    const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
    process.on('SIGINT', forward).on('SIGTERM', forward);
    const end = (code, said = output) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve({ code, output: said });
    };
    child.on('error', (error) => end(127, `${command}: ${error.message}`));
    child.on('close', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });

const node = (args, options) => run(process.execPath, args, options);

const holds = (stamp, fingerprint) => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint;

const interrupted = (code) => code === 128 + constants.signals.SIGINT || code === 128 + constants.signals.SIGTERM;

const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|network/i;

const installEnvironment = () => {
  // Few and short retries, so that a missing network is said soon; development dependencies whatever NODE_ENV says.
  const env = {
    ...process.env,
    CI: 'true',
    npm_config_fetch_retries: '2',
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
    npm_config_update_notifier: 'false',
  };
  delete env.NODE_ENV;
  return env;
};

const install = async () => {
  const fingerprint = installFingerprint(root);
  const complete = packageFolders(root).every((folder) => existsSync(join(root, folder, 'node_modules')));
  if (complete && holds(installStamp, fingerprint)) return;
  say('Installing what package.json names; this happens once.');
  rmSync(installStamp, { force: true });
  const args = ['--yes', '--prefer-offline', pnpm, 'install', '--frozen-lockfile', '--prefer-offline'];
  const { code, output } = await run('npx', args, { stdio: ['ignore', 'pipe', 'pipe'], env: installEnvironment() });
  if (interrupted(code)) process.exit(code);
  if (code !== 0 && offline.test(output))
    refuse(
      'Orrery could not install its dependencies, because the package registry cannot be reached. They are fetched ' +
        'once, after cloning and whenever a package.json changes; later starts need no network. Check the connection, ' +
        'or the registry and proxy settings of npm, and give the same command again.',
    );
  if (code !== 0)
    refuse(`${output.trim()}\n\nInstalling failed: \`npx ${args.join(' ')}\` ended with exit code ${code}.`);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(installStamp, fingerprint);
};

/** Whether dist is what the sources say. Errors of the compiler have been printed when it is not. */
const build = async () => {
  const fingerprint = buildFingerprint(root);
  const complete = existsSync(cli) && packageFolders(root).every((folder) => existsSync(join(root, folder, 'dist')));
  if (complete && holds(buildStamp, fingerprint)) return true;
  say('Building.');
  rmSync(buildStamp, { force: true });
  const { code, output } = await node([tsc, '-b'], { stdio: ['ignore', 'pipe', 'pipe'] });
  if (interrupted(code)) process.exit(code);
  if (code !== 0) {
    say(`${output.trim()}\n\nBuilding failed.`);
    return false;
  }
  writeFileSync(buildStamp, fingerprint);
  return true;
};

const runBuilt = async (args, options) =>
  (await build()) ? (await node([...roomForTheYoung, cli, ...args], options)).code : 1;

/** npm moves to the root before it runs a script; paths are meant from where the command was given. */
const whereGiven = () => {
  const given = process.env.INIT_CWD;
  const byNpm = process.env.npm_lifecycle_event === 'orrery' && join(process.cwd(), '.') === join(root, '.');
  return byNpm && given !== undefined && existsSync(given) ? given : process.cwd();
};

const inOneLine = (text) => (offline.test(text) ? 'the package registry cannot be reached' : text);

/**
 * A build that fails does not keep the tests from running; the reporter counts it as a failed one. Where there is no
 * kubectl, the tests that need one are skipped, and it is said why.
 */
const test = async (args) => {
  const env = { ...process.env, ORRERY_BUILD: (await build()) ? 'succeeded' : 'failed' };
  const missing = await prepareKubectl(root, { run, say, env: installEnvironment() });
  if (missing !== undefined) say(`The tests with a real kubectl are skipped: ${inOneLine(missing)}.`);
  return (await node([vitest, 'run', ...args], { env })).code;
};

/** Holds every client of the compatibility table to it, and writes the table. */
const testClients = async (args) => {
  if (!(await build())) return 1;
  const missing = await prepareClients(root, { run, say, env: installEnvironment() });
  if (missing !== undefined) refuse(`The clients cannot be had: ${inOneLine(missing)}.`);
  return (await node([vitest, 'run', '--config', 'vitest.clients.config.ts', ...args])).code;
};

const check = async (args) => {
  const failed = [];
  for (const tool of tools) {
    say(`-- ${tool.name}`);
    const { code } = await node(tool.args);
    if (interrupted(code)) return code;
    if (code !== 0) failed.push(tool.name);
  }
  say('-- tests');
  const code = await test(['--exclude', 'checks/repository.test.ts', ...args]);
  if (code !== 0) failed.push('tests');
  say(failed.length === 0 ? 'All checks hold.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
};

const verbs = new Map([
  ['start', (args) => runBuilt([...story, ...args])],
  ['orrery', (args) => runBuilt(args, { cwd: whereGiven() })],
  ['bench', (args) => runBuilt(['bench', ...args])],
  ['test', test],
  ['test:clients', testClients],
  ['campaign', async (args) => (await node([vitest, 'run', '--config', 'vitest.campaign.config.ts', ...args])).code],
  ['check', check],
  ['build', async () => ((await build()) ? 0 : 1)],
]);

const [verb, ...args] = process.argv.slice(2);
requireNode();
const launch = verbs.get(verb);
if (launch === undefined) refuse(`usage: node scripts/launch.mjs <${[...verbs.keys()].join('|')}> [arguments]`);
await install();
process.exitCode = await launch(args);
