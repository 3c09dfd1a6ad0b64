import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { kinds, textAt, type KindName } from '@orrery/core/cluster';
import type { Part } from './call.ts';
import { getObject, listObjects, readObject } from './client.ts';
import { onOff, valued, type Flag, type Flags } from './flags.ts';
import type { Invocation } from './invocation.ts';
import { readManifests } from './manifest.ts';
import { readTargets } from './resource.ts';

/** Options with which most verbs choose their objects. */
export const selecting: readonly Flag[] = [
  valued('filename', 'f'),
  onOff('recursive', 'R'),
  valued('selector', 'l'),
  valued('field-selector'),
  onOff('all'),
  onOff('all-namespaces', 'A'),
];

/** An object that a command is about, as it is now. */
export interface Selected {
  readonly kind: KindName;
  readonly namespace: string;
  readonly name: string;
  readonly object: JsonObject;
}

/** The objects found, and what was wrong with the others. */
export interface Selection {
  readonly found: readonly Selected[];
  readonly errors: readonly string[];
}

export const nothingChosen =
  'error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   ' +
  "'-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

export const selected = (kind: KindName, object: JsonObject): Selected => ({
  kind,
  namespace: textAt(object, 'metadata', 'namespace') ?? '',
  name: textAt(object, 'metadata', 'name') ?? '',
  object,
});

/** A verb's look at the objects that its words name: their kinds must exist. */
export const checkTargets = (words: readonly string[], flags: Flags): string | undefined => {
  const targets = flags.has('filename') ? E.right([]) : readTargets(words);
  return E.isLeft(targets) ? targets.left : undefined;
};

/** Where a kind's object called `name` is looked for. */
export const placeOf = (kind: KindName, namespace: string): string => (kinds[kind].namespaced ? namespace : '');

/** Fetches what the command's words or files name, or its selector matches. `doing`: what errors about files say was tried. */
export function* select(
  invocation: Invocation,
  words: readonly string[] = invocation.words,
  doing = '',
): Part<Selection> {
  const { flags, namespace } = invocation;
  if (flags.has('filename')) return yield* selectFromFiles(invocation, doing);
  const targets = readTargets(words);
  if (E.isLeft(targets)) return { found: [], errors: [targets.left] };
  if (targets.right.length === 0) return { found: [], errors: [nothingChosen] };
  const found: Selected[] = [];
  const errors: string[] = [];
  for (const { kind, name } of targets.right) {
    if (name !== undefined) {
      const object = yield* getObject(kind, placeOf(kind, namespace), name);
      if (E.isLeft(object)) errors.push(object.left);
      else found.push(selected(kind, object.right));
      continue;
    }
    if (!flags.has('selector') && !flags.has('field-selector') && !flags.on('all'))
      return { found: [], errors: ['error: resource(s) were provided, but no name was specified'] };
    const everywhere = flags.on('all-namespaces');
    const listed = yield* listObjects(kind, everywhere ? '' : placeOf(kind, namespace), {
      labelSelector: flags.text('selector'),
      fieldSelector: flags.text('field-selector'),
    });
    if (E.isLeft(listed)) errors.push(listed.left);
    else found.push(...listed.right.map((object) => selected(kind, object)));
  }
  return { found, errors };
}

function* selectFromFiles(invocation: Invocation, doing: string): Part<Selection> {
  const { manifests, errors } = readManifests(invocation, false);
  const found: Selected[] = [];
  const problems = [...errors];
  for (const { file, kind, namespace, name } of manifests) {
    const object = yield* readObject(kind, namespace, name);
    if (E.isLeft(object)) problems.push(object.left.text(doing === '' ? '' : `error when ${doing} "${file}"`));
    else found.push(selected(kind, object.right));
  }
  return { found, errors: problems };
}
