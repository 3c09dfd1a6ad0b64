import * as E from 'fp-ts/lib/Either.js';
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { Problem } from './problem.ts';

/** A place in a document: keys of maps and indices of lists, from the top. */
export type Path = readonly string[];

/** Longest scenario file, in characters. One that is longer is something else. */
const mostCharacters = 4_000_000;

/** A YAML document as a value, and where in its file everything stands. */
export interface YamlSource {
  readonly value: unknown;
  /** A problem at the value of a path; `key`: at the key that leads to it. */
  problem(path: Path, message: string, where?: 'key' | 'value'): Problem;
}

const oneLine = (message: string): string => (/call stack/.test(message) ? 'nested too deeply' : whatMatters(message));

const whatMatters = (message: string): string =>
  message.replace(/ at line \d+, column \d+:[\s\S]*$/, '').split('\n')[0] ?? '';

/** Finds the node at a path, or the nearest one above that exists. */
const nodeAt = (doc: Document, path: Path, where: 'key' | 'value'): Node | null => {
  let node: Node | null = doc.contents as Node | null; // parsed documents hold nodes
  for (const [i, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (pair === undefined) return node;
      const value = (i === path.length - 1 && where === 'key' ? pair.key : (pair.value ?? pair.key)) as Node; // likewise
      node = value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined; // likewise
      if (item === undefined) return node;
      node = item;
    } else return node;
  }
  return node;
};

/** Parses a file of one YAML document. A syntax error is one problem: what follows it means little. */
export const parseYamlSource = (file: string, text: string): E.Either<readonly Problem[], YamlSource> => {
  const lines = new LineCounter();
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const start = (message: string): E.Either<readonly Problem[], never> =>
    E.left([{ file, line: 1, column: 1, message }]);
  if (text.length > mostCharacters) return start(`this is no scenario: it has ${text.length} characters`);
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: true });
    const [doc, second] = Array.isArray(documents) ? documents : [];
    if (doc === undefined || doc.contents === null) return start('the file is empty: expected a scenario');
    const [error] = doc.errors;
    if (error !== undefined) return E.left([at(error.pos[0], oneLine(error.message))]);
    if (second !== undefined) return E.left([at(second.range[0], 'a second document: a scenario is one document')]);
    const value: unknown = doc.toJS({ maxAliasCount: 100 });
    const problem: YamlSource['problem'] = (path, message, where = 'value') =>
      at(nodeAt(doc, path, where)?.range?.[0] ?? 0, message);
    return E.right({ value, problem });
  } catch (error) {
    return start(
      `this is not YAML that can be read: ${error instanceof Error ? oneLine(error.message) : 'unknown error'}`,
    );
  }
};
