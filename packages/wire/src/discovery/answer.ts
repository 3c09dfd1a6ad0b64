import { parseAccept, type MediaRange } from '../media-range.ts';
import { aggregatedDocument, type AggregatedVersion } from './aggregated.ts';
import { legacyDocuments } from './legacy.ts';

/** The body of an answer, as it goes over the wire. */
export interface Document {
  readonly contentType: string;
  readonly body: string;
}

const legacy: ReadonlyMap<string, Document> = new Map(
  [...legacyDocuments].map(([path, document]) => [
    path,
    { contentType: 'application/json', body: JSON.stringify(document) },
  ]),
);

const aggregate = (path: '/api' | '/apis', version: AggregatedVersion): Document => ({
  contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  body: JSON.stringify(aggregatedDocument(path, version)),
});

const aggregated = {
  '/api': { v2: aggregate('/api', 'v2'), v2beta1: aggregate('/api', 'v2beta1') },
  '/apis': { v2: aggregate('/apis', 'v2'), v2beta1: aggregate('/apis', 'v2beta1') },
} as const;

const jsonTypes = new Set(['application/json', 'application/*', '*/*']);

/** The form that an entry of the Accept header asks for; undefined when it is none of ours. */
const formOf = ({ type, parameters }: MediaRange): AggregatedVersion | 'legacy' | undefined => {
  if (!jsonTypes.has(type)) return undefined;
  const { as, g, v } = parameters;
  if (as === undefined) return 'legacy';
  const known = as === 'APIGroupDiscoveryList' && g === 'apidiscovery.k8s.io';
  return known && (v === 'v2' || v === 'v2beta1') ? v : undefined;
};

/**
 * Answers a GET of discovery: `/api`, `/apis`, `/api/v1`, `/apis/GROUP`, `/apis/GROUP/VERSION`. At the two roots the Accept
 * header chooses between one document of everything (apidiscovery.k8s.io v2, v2beta1) and the old one; a header that names
 * nothing that is served gets the old one too, rather than no answer. Undefined where the path is not one of discovery.
 */
export const answerDiscovery = (path: string, accept: string): Document | undefined => {
  const place = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  if (place !== '/api' && place !== '/apis') return legacy.get(place);
  const form = parseAccept(accept)
    .map(formOf)
    .find((one) => one !== undefined);
  return form === undefined || form === 'legacy' ? legacy.get(place) : aggregated[place][form];
};
