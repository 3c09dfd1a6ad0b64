import * as E from 'fp-ts/lib/Either.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { apiVersionOf, formerVersion, kindNames, kinds, textAt, type KindName } from '@orrery/core/cluster';
import type { Invocation } from './invocation.ts';
import { parseYaml } from './yaml.ts';

/** An object as a file gives it. */
export interface Manifest {
  readonly file: string;
  readonly kind: KindName;
  readonly namespace: string;
  /** Empty when the server is to make one. */
  readonly name: string;
  readonly object: JsonObject;
}

/** What the files of a command hold, in order, and what of them could not be understood. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly errors: readonly string[];
}

/**
 * Reads every file named with -f; of a folder the manifests in it. A command that sends what it reads has it `validated` first, in
 * other words than one that only looks for names.
 */
export const readManifests = ({ flags, namespace, context }: Invocation, validated = true): Manifests => {
  const manifests: Manifest[] = [];
  const errors: string[] = [];
  const { files } = context;
  const paths = flags.all('filename').flatMap((list) => list.split(','));
  for (const path of paths.flatMap((one) => files.inside(one, flags.on('recursive')) ?? [one])) {
    const text = files.text(path);
    if (E.isLeft(text)) {
      errors.push(`error: ${text.left}`);
      continue;
    }
    const read = readManifestText(path, text.right, flags.has('namespace') ? namespace : undefined, validated);
    manifests.push(...read.manifests);
    errors.push(...read.errors);
  }
  return { manifests, errors };
};

/** Reads the text of one file. `asked` is the namespace that the command insists on. */
export const readManifestText = (path: string, text: string, asked?: string, validated = false): Manifests => {
  const documents = parseYaml(text);
  if (E.isLeft(documents))
    return {
      manifests: [],
      errors: [`error: error parsing ${path}: error converting YAML to JSON: ${documents.left.message}`],
    };
  const read = documents.right
    .filter((document) => document !== null)
    .flatMap(unlisted)
    .map((item) => {
      const invalid = validated ? invalidity(item) : undefined;
      return invalid === undefined ? readManifest(path, item, asked) : E.left(notValid(path, invalid));
    });
  return {
    manifests: read.filter(E.isRight).map(({ right }) => right),
    errors: read.filter(E.isLeft).map(({ left }) => left),
  };
};

/** What stands in the way of looking an object up in the schema. */
const invalidity = (json: Json): string | undefined => {
  if (!isJsonObject(json)) return 'invalid object to validate';
  const unset = ['apiVersion', 'kind'].filter((key) => (textAt(json, key) ?? '') === '').map((key) => `${key} not set`);
  return unset.length > 1 ? `[${unset.join(', ')}]` : unset[0];
};

const notValid = (file: string, why: string): string =>
  `error: error validating "${file}": error validating data: ${why}; ` +
  'if you choose to ignore these errors, turn validation off with --validate=false';

/** The items of a List, or the object itself. */
const unlisted = (json: Json): readonly Json[] => {
  if (!isJsonObject(json) || json['kind'] !== 'List') return [json];
  const { items } = json;
  return isJsonArray(items) ? items : [];
};

/** What Go's decoder calls a value that is no object. */
const goType = (json: Json): string => {
  if (isJsonArray(json)) return 'array';
  return typeof json === 'boolean' ? 'bool' : typeof json;
};

/** What a manifest's kind means here, or the error about it. */
export const kindOfManifest = (
  json: Json,
): E.Either<string, { readonly kind: KindName; readonly object: JsonObject }> => {
  if (!isJsonObject(json))
    return E.left(`json: cannot unmarshal ${goType(json)} into Go value of type unstructured.detector`);
  if ((textAt(json, 'kind') ?? '') === '') return E.left(`Object 'Kind' is missing in '${JSON.stringify(json)}'`);
  const apiVersion = textAt(json, 'apiVersion') ?? '';
  if (apiVersion === '') return E.left(`Object 'apiVersion' is missing in '${JSON.stringify(json)}'`);
  const kind = kindNames.find(
    (one) => one === json['kind'] && (apiVersionOf(one) === apiVersion || formerVersion(one, apiVersion) !== undefined),
  );
  if (kind === undefined)
    return E.left(`no matches for kind "${textAt(json, 'kind') ?? ''}" in version "${apiVersion}"`);
  return E.right({ kind, object: json });
};

const readManifest = (file: string, json: Json, asked: string | undefined): E.Either<string, Manifest> => {
  const read = kindOfManifest(json);
  const given = textAt(json, 'metadata', 'namespace');
  const name = textAt(json, 'metadata', 'name') ?? '';
  if (E.isLeft(read)) {
    if (!read.left.startsWith('no matches')) return E.left(`error: unable to decode "${file}": ${read.left}`);
    return E.left(
      `error: resource mapping not found for name: "${name}" namespace: "${given ?? ''}" from "${file}": ${read.left}\n` +
        'ensure CRDs are installed first',
    );
  }
  const { kind, object } = read.right;
  if (asked !== undefined && given !== undefined && given !== asked && kinds[kind].namespaced)
    return E.left(
      `error: the namespace from the provided object "${given}" does not match the namespace "${asked}". ` +
        `You must pass '--namespace=${given}' to perform this operation.`,
    );
  const namespace = kinds[kind].namespaced ? (given ?? asked ?? 'default') : '';
  return E.right({ file, kind, namespace, name, object });
};
