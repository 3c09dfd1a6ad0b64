import { Digest, type JsonObject } from '@orrery/core/engine';
import type { Document } from '../discovery/answer.ts';
import { groupVersion, servedGroups } from '../discovery/group.ts';
import type { ServedResource } from '../discovery/resource.ts';
import { documentOf } from './document.ts';

/** A document that clients may keep. */
export interface CachedDocument extends Document {
  /** Changes with the document; in quotes it is an ETag. */
  readonly hash: string;
  /** Where this very document stands. It never changes there: what asks for another hash is led here. */
  readonly url: string;
}

/** Clients of old ask for their schemas here and make do without any; a document in JSON they could not read. */
const versionTwo: Document = {
  contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  body: '',
};

const hashOf = (text: string): string => {
  const digest = Digest.start();
  digest.string(text);
  return digest.hex().toUpperCase();
};

const cached = (path: string, document: JsonObject): CachedDocument => {
  const body = JSON.stringify(document);
  const hash = hashOf(body);
  return { contentType: 'application/json', body, hash, url: `${path}?hash=${hash}` };
};

interface Part {
  /** `apis/apps/v1`. */
  readonly root: string;
  readonly resources: readonly ServedResource[];
}

// Metrics are computed and have no schema.
const parts: readonly Part[] = servedGroups
  .filter(({ name }) => name !== 'metrics.k8s.io')
  .flatMap(({ name, versions }) =>
    versions.map(({ version, resources }) => ({
      root: `${name === '' ? 'api' : 'apis'}/${groupVersion(name, version)}`,
      resources,
    })),
  );

const index = '/openapi/v3';

/** Made when they are first asked for: many who serve the API are never asked. */
let documents: ReadonlyMap<string, CachedDocument> | undefined;

const makeDocuments = (): ReadonlyMap<string, CachedDocument> => {
  const made = parts.map(({ root, resources }) => {
    const path = `${index}/${root}`;
    return [path, cached(path, documentOf(`/${root}`, resources))] as const;
  });
  const paths = made.map(([path, { url }]) => [path.slice(index.length + 1), { serverRelativeURL: url }] as const);
  return new Map([...made, [index, cached(index, { paths: Object.fromEntries(paths) })]]);
};

/**
 * Answers a GET of OpenAPI: `/openapi/v3`, which leads to one document for each version of a group, those documents, and
 * `/openapi/v2`, which has none. Undefined where the path is none of these.
 */
export const answerOpenApi = (path: string): Document | CachedDocument | undefined => {
  if (path === '/openapi/v2') return versionTwo;
  documents ??= makeDocuments();
  return documents.get(path);
};
