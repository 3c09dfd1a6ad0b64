import { Digest, type JsonObject } from '@orrery/core/engine';
import { groupVersion, servedGroups } from '../discovery/group.ts';
import type { ServedResource } from '../discovery/resource.ts';
import { parseAccept } from '../media-range.ts';
import { documentOf } from './document.ts';
import { versionTwo } from './version-two.ts';
import { versionTwoProtobuf } from './version-two-protobuf.ts';

/** A document that clients may keep. */
export interface CachedDocument {
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** Changes with the document; in quotes it is an ETag. */
  readonly hash: string;
  /** Where this very document stands. If it has a hash there, it never changes, and what asks for another is led here. */
  readonly url: string;
}

const hashOf = (text: string): string => {
  const digest = Digest.start();
  digest.string(text);
  return digest.hex().toUpperCase();
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

const json = 'application/json';

const makeDocuments = (): readonly (readonly [root: string, document: JsonObject])[] =>
  parts.map(({ root, resources }) => [root, documentOf(`/${root}`, resources)]);

/** By path. */
const makeVersionThree = (): ReadonlyMap<string, CachedDocument> => {
  const made = makeDocuments().map(([root, document]) => {
    const body = JSON.stringify(document);
    const hash = hashOf(body);
    return [root, { contentType: json, body, hash, url: `${index}/${root}?hash=${hash}` }] as const;
  });
  const paths = made.map(([root, { url }]) => [root, { serverRelativeURL: url }] as const);
  const list = JSON.stringify({ paths: Object.fromEntries(paths) });
  return new Map([
    [index, { contentType: json, body: list, hash: hashOf(list), url: index }],
    ...made.map(([root, document]) => [`${index}/${root}`, document] as const),
  ]);
};

interface VersionTwo {
  readonly json: CachedDocument;
  readonly protobuf: CachedDocument;
}

const makeVersionTwo = (): VersionTwo => {
  const document = versionTwo(makeDocuments().map(([, one]) => one));
  const body = JSON.stringify(document);
  const url = '/openapi/v2';
  return {
    json: { contentType: json, body, hash: hashOf(body), url },
    protobuf: {
      contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
      body: versionTwoProtobuf(document),
      hash: hashOf(`protobuf ${body}`),
      url,
    },
  };
};

// Made when they are first asked for: many who serve the API are never asked.
let three: ReadonlyMap<string, CachedDocument> | undefined;
let two: VersionTwo | undefined;

/** Clients call the form that they want by one of two names, the older of which is no proper media type. */
const wantsProtobuf = (accept: string): boolean =>
  parseAccept(accept).some(({ type }) =>
    /^application\/com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf$/.test(type),
  );

/**
 * Answers a GET of OpenAPI: `/openapi/v3`, which leads to one document for each version of a group, those documents, and
 * `/openapi/v2`, where all is in one document, in protobuf for whom the Accept header says so. Undefined where the path is
 * none of these.
 */
export const answerOpenApi = (path: string, accept: string): CachedDocument | undefined => {
  if (path !== '/openapi/v2') return (three ??= makeVersionThree()).get(path);
  two ??= makeVersionTwo();
  return wantsProtobuf(accept) ? two.protobuf : two.json;
};
