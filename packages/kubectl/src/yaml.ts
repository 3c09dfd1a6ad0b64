import * as E from 'fp-ts/lib/Either.js';
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { Json } from '@orrery/core/engine';
import { jsonTexts } from './json-stream.ts';
import { DocumentReader, NotJson } from './yaml-value.ts';

/** A place in a text. Lines and columns count from 1. */
export interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a text, and where. */
export interface YamlError extends YamlPlace {
  readonly message: string;
}

/** Names of members and indices of lists, from the top. */
export type YamlPath = readonly (string | number)[];

/** One document of a manifest. */
export interface YamlDocument {
  readonly value: Json;
  /** Where the value at a path stands (`key`: the name that leads to it), or the nearest thing above it that is there. */
  readonly locate: (path: YamlPath, what?: 'key' | 'value') => YamlPlace;
}

/** Longest text that is looked at, in characters. Source: the API server's limit of 3 MiB for a request. */
const mostCharacters = 3_145_728;

const oneLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');

const nodeAt = (document: Document, path: YamlPath, what: 'key' | 'value'): Node | null => {
  let node = document.contents as Node | null; // a parsed document holds nodes
  for (const [i, step] of path.entries()) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      const wantsKey = what === 'key' && i === path.length - 1;
      next = wantsKey ? pair?.key : (pair?.value ?? pair?.key);
    } else if (isSeq(node)) next = node.items[Number(step)];
    if (next === undefined || next === null) return node;
    node = next as Node; // likewise
  }
  return node;
};

/** Reads one stretch of a text, which begins at `base`. */
const readStretch = (
  text: string,
  base: number,
  lines: LineCounter,
  known: Json | undefined,
): readonly YamlDocument[] => {
  const within = new LineCounter();
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    lineCounter: within,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const found: YamlDocument[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined && known === undefined) throw new NotJson(oneLine(error.message), base + error.pos[0]);
    const value = known ?? new DocumentReader(document).read();
    const locate: YamlDocument['locate'] = (path, what = 'value') =>
      placeOf(lines, base + (nodeAt(document, path, what)?.range?.[0] ?? document.range[0]));
    if (value !== null) found.push({ value, locate });
  }
  return found;
};

const placeOf = (lines: LineCounter, offset: number): YamlPlace => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
};

const countLines = (text: string): LineCounter => {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
};

/**
 * The documents of a manifest text in order, empty ones left out, read as kubectl reads them. A text that begins with a brace may
 * be JSON values one after the other. A key that a map has twice is an error, though kubectl takes the last one. Never throws.
 */
export const readYaml = (text: string): E.Either<YamlError, readonly YamlDocument[]> => {
  const lines = countLines(text);
  const failed = (offset: number, message: string): E.Either<YamlError, never> => {
    const place = placeOf(lines, Math.min(offset, text.length));
    return E.left({ message: `yaml: line ${place.line}: ${message}`, ...place });
  };
  if (text.length > mostCharacters)
    return failed(0, `the text has ${text.length} characters, more than a request may have`);
  try {
    const values = jsonTexts(text);
    if (values === undefined) return E.right(readStretch(text, 0, lines, undefined));
    return E.right(values.flatMap(({ from, to, value }) => readStretch(text.slice(from, to), from, lines, value)));
  } catch (error) {
    if (error instanceof NotJson) return failed(error.offset, error.message);
    return failed(0, error instanceof Error ? oneLine(error.message) : 'cannot be read');
  }
};

/** The values of the documents of a manifest text, empty ones left out. Never throws. */
export const parseYaml = (text: string): E.Either<YamlError, readonly Json[]> => {
  const documents = readYaml(text);
  return E.isLeft(documents) ? documents : E.right(documents.right.map(({ value }) => value));
};
