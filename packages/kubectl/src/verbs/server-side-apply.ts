import * as E from 'fp-ts/lib/Either.js';
import { kinds, objectAt, textAt } from '@orrery/core/cluster';
import type { JsonObject } from '@orrery/core/engine';
import { print, warn, type Part } from '../call.ts';
import { patchObject, readObject, type Outcome, type Patch } from '../client.ts';
import { dryRunSuffix, isDryRun } from '../dry-run.ts';
import { signedBy } from '../field-manager.ts';
import type { Invocation } from '../invocation.ts';
import { lastApplied } from '../last-applied.ts';
import { annotationOwners, upgradePatch } from '../managed-fields-upgrade.ts';
import type { Manifest } from '../manifest.ts';
import { objectName } from '../resource.ts';

/** Who applies on the server when nobody is named, and who then holds the annotation of client-side apply. */
const defaultManager = 'kubectl';
const annotationManager = 'kubectl-last-applied';

const waysOut = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

type Target = Pick<Patch, 'kind' | 'namespace' | 'name'>;

/**
 * Client-side apply's annotation gets a server-side manager of its own, so that it stays when the applier no longer has it.
 * Only kubectl's own applier does so.
 */
function* keepAnnotation(target: Target, object: JsonObject, manager: string): Part<Outcome> {
  const text = textAt(object, 'metadata', 'annotations', lastApplied) ?? '';
  if (manager !== defaultManager || text === '' || annotationOwners(object, 'Apply').length > 0) return E.right(object);
  const { kind, namespace, name } = target;
  const placed = kinds[kind].namespaced ? { namespace } : {};
  const body = {
    apiVersion: textAt(object, 'apiVersion') ?? '',
    kind,
    metadata: { ...placed, name, annotations: { [lastApplied]: text } },
  };
  return yield* patchObject({ ...target, patchType: 'apply', body, fieldManager: annotationManager });
}

/** How often a migration is tried when the object changed meanwhile. */
const migrationTries = 5;

/** Hands over what client-side apply set; says whether it did. */
function* migrate(target: Target, object: JsonObject, manager: string): Part<boolean> {
  let current = object;
  for (let tries = 1; tries <= migrationTries; tries++) {
    const body = upgradePatch(current, manager);
    if (body === undefined) return false;
    const done = yield* patchObject({ ...target, patchType: 'json', body, fieldManager: defaultManager });
    if (E.isRight(done)) return true;
    const found = yield* readObject(target.kind, target.namespace, target.name);
    if (done.left.reason !== 'Conflict' || E.isLeft(found)) return false;
    current = found.right;
  }
  return false;
}

/** Applies one manifest on the server; gives what went wrong. */
export function* applyOnServer(manifest: Manifest, { flags }: Invocation): Part<string | undefined> {
  const { kind, namespace, name, object } = manifest;
  const target: Target = { kind, namespace, name };
  const dryRun = isDryRun(flags);
  const fieldManager = signedBy(flags, defaultManager);
  const metadata = { ...objectAt(object, 'metadata'), ...(kinds[kind].namespaced ? { namespace } : {}) };
  const apply = (): Part<Outcome> =>
    patchObject({
      ...target,
      patchType: 'apply',
      body: { ...object, metadata },
      dryRun,
      fieldManager,
      force: flags.on('force-conflicts'),
    });
  const applied = yield* apply();
  if (E.isLeft(applied)) {
    const { reason, status } = applied.left;
    return reason === 'Conflict' ? `error: ${textAt(status, 'message') ?? ''}\n${waysOut}` : applied.left.text();
  }
  if (textAt(applied.right, 'metadata', 'deletionTimestamp') !== undefined)
    yield* warn(`Warning: Detected changes to resource ${name} which is currently being deleted.`);
  if (!dryRun) {
    const kept = yield* keepAnnotation(target, applied.right, fieldManager);
    if (E.isRight(kept) && (yield* migrate(target, kept.right, fieldManager))) {
      const again = yield* apply();
      if (E.isLeft(again))
        yield* warn(
          `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${textAt(again.left.status, 'message') ?? ''}`,
        );
    }
  }
  const said = flags.text('output') === 'name' ? '' : ` serverside-applied${dryRunSuffix(flags)}`;
  yield* print(`${objectName(kind, name)}${said}`);
  return undefined;
}
