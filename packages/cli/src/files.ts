import * as E from 'fp-ts/lib/Either.js';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { ReadFile } from '@orrery/scenario';
import { UsageError } from './usage-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  ENOTDIR: 'no such file',
};

const reasonOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : 'unknown error');
};

/** The bytes of a file, or a UsageError that names it. */
export const readBytes = (path: string): Uint8Array => {
  if (path === '') throw new UsageError('expected the name of a file, and not an empty text');
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${reasonOf(error)}`);
  }
};

export const readText = (path: string): string => new TextDecoder().decode(readBytes(path));

/** Reads files named relative to another file. */
export const readBeside =
  (file: string): ReadFile =>
  (path) => {
    try {
      return E.right(readFileSync(resolve(dirname(file), path), 'utf8'));
    } catch (error) {
      return E.left(`the file "${path}" cannot be read: ${reasonOf(error)}`);
    }
  };

/** Lists folders named relative to another file, as deep as they go. */
export const listBeside =
  (file: string) =>
  (path: string): readonly string[] | undefined => {
    const folder = resolve(dirname(file), path);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile() && /\.(?:json|ya?ml)$/.test(entry.name))
      .map((entry) => `${path.replace(/\/+$/, '')}/${relative(folder, join(entry.parentPath, entry.name))}`)
      .sort();
  };

/** Folders that are still to be made for a file, outermost first, and the one that exists above them. */
const foldersFor = (path: string): { readonly above: string; readonly missing: readonly string[] } => {
  const missing: string[] = [];
  let above = dirname(resolve(path));
  while (!existsSync(above)) {
    missing.unshift(above);
    above = dirname(above);
  }
  return { above, missing };
};

/** A UsageError, before any work is done, when a file cannot be written there. */
const checkWritable = (path: string): void => {
  const said = (why: string): UsageError => new UsageError(`${path}: cannot be written: ${why}`);
  const exists = existsSync(path);
  if (exists && statSync(path).isDirectory()) throw said('it is a directory');
  const { above } = foldersFor(path);
  if (!statSync(above).isDirectory()) throw said(`${above} is not a directory`);
  try {
    accessSync(exists ? path : above, constants.W_OK);
  } catch (error) {
    throw said(reasonOf(error));
  }
};

/** Writes a file, and the folders above it. `mode`: who may read it, if not everybody. */
export const writeBytes = (path: string, bytes: Uint8Array, mode = 0o666): void => {
  try {
    // One by one: Node's own recursive way never ends where folders cannot be made, such as in /proc.
    for (const folder of foldersFor(path).missing) mkdirSync(folder);
    writeFileSync(path, bytes, { mode });
  } catch (error) {
    throw new UsageError(`${path}: cannot be written: ${reasonOf(error)}`);
  }
};

/** Where a run's log goes: where the user said, if nothing is there yet or may be replaced; else a new name in .orrery. */
export const logPath = (given: string | undefined, name: string, force: boolean): string => {
  if (given !== undefined) {
    if (given === '') throw new UsageError('--log: expected the name of a file, and not an empty text');
    checkWritable(given);
    if (!force && existsSync(given)) throw new UsageError(`${given}: exists already; --force replaces it`);
    return given;
  }
  const plain = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60) || 'run';
  for (let n = 1; ; n++) {
    const path = `.orrery/${plain}-${n}.log`;
    if (existsSync(path)) continue;
    checkWritable(path);
    return path;
  }
};
