// What an installation or a build was made from, as one hash, so that neither is made twice.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of the workspace's packages, sorted. */
export const packageFolders = (root) =>
  readdirSync(join(root, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'packages', entry.name, 'package.json')))
    .map((entry) => join('packages', entry.name))
    .sort();

const hashOf = (root, paths) => {
  const hash = createHash('sha256');
  for (const path of paths) {
    if (!existsSync(join(root, path))) continue;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
};

const manifests = (root) => [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  '.npmrc',
  ...packageFolders(root).map((folder) => join(folder, 'package.json')),
];

/** Of everything that decides what is installed; the platform too, since some tools are native programs. */
export const installFingerprint = (root) => `${process.platform}-${process.arch} ${hashOf(root, manifests(root))}\n`;

const sourcesUnder = (root, folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true })
        .filter((name) => name.endsWith('.ts') && !/\.(test|prop|fixture)\.ts$/.test(name))
        .map((name) => join(folder, name))
        .sort()
    : [];

/** Of everything that decides what the compiler emits. */
export const buildFingerprint = (root) => {
  const folders = packageFolders(root);
  const sources = folders.flatMap((folder) => sourcesUnder(root, join(folder, 'src')));
  const settings = folders.map((folder) => join(folder, 'tsconfig.json'));
  return `${hashOf(root, ['tsconfig.json', 'tsconfig.base.json', ...manifests(root), ...settings, ...sources])}\n`;
};
