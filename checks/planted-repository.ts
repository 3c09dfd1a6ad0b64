import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../scripts/tools.mjs';

const configuration = [
  '.oxlintrc.json',
  '.dependency-cruiser.cjs',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
];

const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);

/** Links what is installed in one folder, so that programs and libraries are found from a folder elsewhere. */
const linkInstalled = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) return;
  for (const name of readdirSync(from)) {
    if (name === '@orrery' || (name.startsWith('.') && name !== '.pnpm' && name !== '.bin')) continue;
    symlinkSync(realpathSync(join(from, name)), join(to, name));
  }
};

/**
 * A folder laid out as the repository, with its configuration and what it has installed, but with these files alone:
 * path to text. `uproot` takes it away.
 */
export const plant = (files: Readonly<Record<string, string>>): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-planted-')));
  for (const name of configuration) cpSync(join(root, name), join(folder, name));
  linkInstalled(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'node_modules/@orrery'));
  for (const name of packages) {
    const own = join(folder, 'packages', name);
    linkInstalled(join(root, 'packages', name, 'node_modules'), join(own, 'node_modules'));
    for (const file of ['package.json', 'tsconfig.json'])
      if (existsSync(join(root, 'packages', name, file))) cpSync(join(root, 'packages', name, file), join(own, file));
    symlinkSync(own, join(folder, 'node_modules/@orrery', name));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

export const uproot = (folder: string): void => rmSync(folder, { recursive: true, force: true });
