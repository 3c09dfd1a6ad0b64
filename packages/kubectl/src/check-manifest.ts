import * as E from 'fp-ts/lib/Either.js';
import { isJsonObject, type Json } from '@orrery/core/engine';
import { kindOfManifest } from './manifest.ts';
import { parseYaml } from './yaml.ts';

/** Something wrong with a manifest that can be seen without a cluster. */
export interface ManifestProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What is wrong with the text of a manifest: syntax, and kinds that nobody serves. */
export const checkManifest = (text: string): readonly ManifestProblem[] => {
  const documents = parseYaml(text);
  if (E.isLeft(documents)) return [documents.left];
  const wrong = documents.right.flatMap((document) => problemOf(document));
  return wrong.map((message) => ({ line: lineOf(text, message.kind), column: 1, message: message.text }));
};

const problemOf = (document: Json): readonly { readonly text: string; readonly kind: string }[] => {
  if (isJsonObject(document) && document['kind'] === 'List') return [];
  const read = kindOfManifest(document);
  const kind = isJsonObject(document) && typeof document['kind'] === 'string' ? document['kind'] : '';
  return E.isLeft(read) ? [{ text: read.left, kind }] : [];
};

/** The line that names a kind; the first one when there is none. */
const lineOf = (text: string, kind: string): number => {
  const lines = text.split('\n');
  const found = kind === '' ? -1 : lines.findIndex((line) => line.startsWith('kind:') && line.includes(kind));
  return found < 0 ? 1 : found + 1;
};
