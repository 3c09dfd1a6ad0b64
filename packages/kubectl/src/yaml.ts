import * as E from 'fp-ts/lib/Either.js';
import { LineCounter, parseAllDocuments, stringify, type ScalarTag } from 'yaml';
import type { Json } from '@orrery/core/engine';

/** What is wrong with a text, and where. Lines and columns count from 1. */
export interface YamlError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

const boolean = (value: boolean, test: RegExp): ScalarTag => ({
  tag: 'tag:yaml.org,2002:bool',
  identify: () => false,
  default: true,
  test,
  resolve: () => value,
});

/** `0644` is a number in octal. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  identify: () => false,
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** `1_000` is a number. */
const underscored: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  identify: () => false,
  default: true,
  test: /^[-+]?[0-9][0-9]*_[0-9_]*$/,
  resolve: (text) => Number(text.replaceAll('_', '')),
};

/** How go-yaml, which kubectl reads with, understands plain scalars where YAML 1.2 does not. */
const likeGoYaml = [
  boolean(true, /^(?:y|Y|yes|Yes|YES|on|On|ON)$/),
  boolean(false, /^(?:n|N|no|No|NO|off|Off|OFF)$/),
  octal,
  underscored,
];

/** Longest text that is looked at, in characters. Source: the API server's limit of 3 MiB for a request. */
const mostCharacters = 3_145_728;

const oneLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');

/** A value of the parser as JSON, or why it is none: keys must be texts, numbers finite. */
const jsonOf = (value: unknown): E.Either<string, Json> => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return E.right(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? E.right(value) : E.left(`${value} is not a JSON number`);
  if (typeof value === 'bigint') return E.right(Number(value));
  if (Array.isArray(value)) return listOf(value);
  if (typeof value !== 'object') return E.left('a value is not JSON');
  const members: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const json = jsonOf(member);
    if (E.isLeft(json)) return json;
    members[key] = json.right;
  }
  return E.right(members);
};

const listOf = (values: readonly unknown[]): E.Either<string, Json> => {
  const items: Json[] = [];
  for (const value of values) {
    const json = jsonOf(value);
    if (E.isLeft(json)) return json;
    items.push(json.right);
  }
  return E.right(items);
};

/** The documents of a manifest text in order, empty ones left out. JSON is YAML. Never throws. */
export const parseYaml = (text: string): E.Either<YamlError, readonly Json[]> => {
  const lines = new LineCounter();
  const failed = (offset: number, message: string): E.Either<YamlError, never> => {
    const { line, col } = lines.linePos(offset);
    const at = { line: Math.max(line, 1), column: Math.max(col, 1) };
    return E.left({ message: `yaml: line ${at.line}: ${message}`, ...at });
  };
  if (text.length > mostCharacters)
    return failed(0, `the text has ${text.length} characters, more than a request may have`);
  try {
    const parsed = parseAllDocuments(text, {
      customTags: (tags) => [...likeGoYaml, ...tags],
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    const documents = Array.isArray(parsed) ? parsed : [];
    const values: Json[] = [];
    for (const document of documents) {
      const [error] = document.errors;
      if (error !== undefined) return failed(error.pos[0], oneLine(error.message));
      const json = jsonOf(document.toJS({ maxAliasCount: 100 }));
      if (E.isLeft(json)) return failed(document.range[0], json.left);
      if (json.right !== null) values.push(json.right);
    }
    return E.right(values);
  } catch (error) {
    return failed(0, error instanceof Error ? oneLine(error.message) : 'cannot be read');
  }
};

/** Plain texts that YAML readers of old take for something else, so they are quoted. */
const ambiguous = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?0[0-7]+|[-+]?[0-9][0-9_]*|\d+:\d\d)$/i;

/** A value as `kubectl -o yaml` writes it: lists not indented, long texts not folded, members in the given order. */
export const formatYaml = (value: Json): string =>
  stringify(value, (_key, member: unknown) => member, {
    indentSeq: false,
    lineWidth: 0,
    singleQuote: false,
    defaultStringType: 'PLAIN',
    defaultKeyType: 'PLAIN',
    blockQuote: 'literal',
    schema: 'core',
    customTags: [quoteAmbiguous],
  });

/** Texts that look like something else get quotes. */
const quoteAmbiguous: ScalarTag = {
  tag: '!ambiguous',
  identify: (value) => typeof value === 'string' && ambiguous.test(value),
  default: true,
  test: /(?!)/,
  resolve: (text) => text,
  stringify: ({ value }) => JSON.stringify(value),
};
