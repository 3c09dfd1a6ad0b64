import * as E from 'fp-ts/lib/Either.js';
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { kinds, objectAt, textAt } from '@orrery/core/cluster';
import { threeWayPatch } from '@orrery/core/api';
import { fail, print, warn, type Command, type Part } from '../call.ts';
import { createObject, patchObject, readObject, type Outcome, type Writing } from '../client.ts';
import { dryRunFlag, dryRunSuffix, isDryRun } from '../dry-run.ts';
import { fieldManagerFlag, signedBy } from '../field-manager.ts';
import { onOff, valued, type Flags } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { lastApplied } from '../last-applied.ts';
import { readManifests, type Manifest } from '../manifest.ts';
import { objectName } from '../resource.ts';
import { applyOnServer } from './server-side-apply.ts';

/** The object with the annotation that says what was applied. */
const remembered = (object: JsonObject): JsonObject => {
  const metadata = objectAt(object, 'metadata') ?? {};
  const annotations = { ...objectAt(metadata, 'annotations') };
  const { [lastApplied]: _, ...others } = annotations;
  const text = `${canonicalJson({ ...object, metadata: { ...metadata, annotations: others } })}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...others, [lastApplied]: text } } };
};

const neverApplied = ({ kind, name }: Manifest): string =>
  `Warning: resource ${kinds[kind].plural}/${name} is missing the ${lastApplied} annotation which is required by kubectl apply. ` +
  'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. ' +
  'The missing annotation will be patched automatically.';

const parsed = (text: string | undefined): JsonObject => {
  try {
    const value: Json = text === undefined ? {} : (JSON.parse(text) as Json); // JSON.parse gives JSON
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
};

function* patchExisting(manifest: Manifest, current: JsonObject, writing: Writing): Part<E.Either<string, string>> {
  const { kind, namespace, name, object, file } = manifest;
  const annotation = textAt(current, 'metadata', 'annotations', lastApplied);
  if (annotation === undefined) yield* warn(neverApplied(manifest));
  const patch = threeWayPatch(kind, parsed(annotation), remembered(object), current);
  if (E.isLeft(patch)) return E.left(`error: error when applying patch to "${file}": creating patch: ${patch.left}`);
  if (Object.keys(patch.right).length === 0) return E.right('unchanged');
  if (textAt(current, 'metadata', 'deletionTimestamp') !== undefined)
    yield* warn(`Warning: Detected changes to resource ${name} which is currently being deleted.`);
  const answer: Outcome = yield* patchObject({
    kind,
    namespace,
    name,
    patchType: 'strategic',
    body: patch.right,
    ...writing,
  });
  return E.isLeft(answer) ? E.left(answer.left.text(`error when applying patch to "${file}"`)) : E.right('configured');
}

function* applyOne(manifest: Manifest, { flags }: Invocation): Part<string | undefined> {
  const { kind, namespace, name, object, file } = manifest;
  const writing = { fieldManager: signedBy(flags, 'kubectl-client-side-apply'), dryRun: isDryRun(flags) };
  const said = (what: string): string =>
    flags.text('output') === 'name'
      ? objectName(kind, name)
      : `${objectName(kind, name)} ${what}${dryRunSuffix(flags)}`;
  const current = yield* readObject(kind, namespace, name);
  if (E.isLeft(current)) {
    if (current.left.reason !== 'NotFound') return current.left.text();
    const made = yield* createObject(kind, namespace, remembered(object), writing);
    if (E.isLeft(made)) return made.left.text(`error when creating "${file}"`);
    yield* print(said('created'));
    return undefined;
  }
  const done = yield* patchExisting(manifest, current.right, writing);
  if (E.isLeft(done)) return done.left;
  yield* print(said(done.right));
  return undefined;
}

/** Options that do not go together. */
const unsuited = (flags: Flags): string | undefined => {
  const onServer = flags.on('server-side');
  if (flags.on('force-conflicts') && !onServer) return 'error: --force-conflicts only works with --server-side';
  if (onServer && flags.text('dry-run') === 'client')
    return "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)";
  return undefined;
};

function* run(invocation: Invocation): Command {
  const { flags } = invocation;
  if (!flags.has('filename')) return yield* fail('error: must specify one of -f and -k');
  const wrong = unsuited(flags);
  if (wrong !== undefined) return yield* fail(wrong);
  const { manifests, errors } = readManifests(invocation);
  const problems: string[] = [];
  for (const manifest of manifests) {
    const problem = flags.on('server-side')
      ? yield* applyOnServer(manifest, invocation)
      : yield* applyOne(manifest, invocation);
    if (problem !== undefined) problems.push(problem);
  }
  for (const problem of [...problems, ...errors]) yield* fail(problem);
  return problems.length + errors.length > 0 ? 1 : 0;
}

export const apply: Verb = {
  name: 'apply',
  flags: [
    valued('filename', 'f'),
    onOff('recursive', 'R'),
    valued('output', 'o'),
    onOff('server-side'),
    onOff('force-conflicts'),
    fieldManagerFlag,
    valued('validate'),
    dryRunFlag,
  ],
  run,
};
