import * as E from 'fp-ts/lib/Either.js';
import type { Json } from '@orrery/core/engine';
import { evaluate, parsePath, type Path } from './json-path.ts';

/** A part of a template: literal text, a path whose values are written, or a range over the values of a path. */
type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'value'; readonly path: Path }
  | { readonly type: 'range'; readonly path: Path; readonly parts: readonly Part[] };

interface Token {
  readonly braced: boolean;
  readonly text: string;
}

/** Cuts a template into what stands in braces and what stands around them. */
const tokensOf = (template: string): E.Either<string, readonly Token[]> => {
  const tokens: Token[] = [];
  for (let i = 0; i < template.length;) {
    const open = template.indexOf('{', i);
    const end = open < 0 ? template.length : open;
    if (end > i) tokens.push({ braced: false, text: template.slice(i, end) });
    if (open < 0) break;
    const close = closingBrace(template, open);
    if (close < 0) return E.left('unclosed action');
    tokens.push({ braced: true, text: template.slice(open + 1, close).trim() });
    i = close + 1;
  }
  return E.right(tokens);
};

const closingBrace = (template: string, from: number): number => {
  let quote = '';
  for (let i = from + 1; i < template.length; i++) {
    const char = template.charAt(i);
    if (quote === '') {
      if (char === '}') return i;
      if (char === '"' || char === "'") quote = char;
    } else if (char === '\\') i++;
    else if (char === quote) quote = '';
  }
  return -1;
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const literalOf = (text: string): string | undefined => {
  const match = /^(["'])([\s\S]*)\1$/.exec(text);
  return match?.[2]?.replaceAll(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
};

/** Reads parts up to an `end`, or to the end of the template on the top level. */
const partsOf = (
  tokens: readonly Token[],
  from: number,
  nested: boolean,
): E.Either<string, { readonly parts: readonly Part[]; readonly next: number }> => {
  const parts: Part[] = [];
  for (let i = from; i < tokens.length; i++) {
    const { braced, text } = tokens[i] ?? { braced: false, text: '' };
    const literal = braced ? literalOf(text) : text;
    if (literal !== undefined) {
      parts.push({ type: 'text', text: literal });
    } else if (text === 'end') {
      return nested ? E.right({ parts, next: i }) : E.left('not in range, nothing to end');
    } else if (/^range\s/.test(text)) {
      const path = parsePath(text.slice('range'.length).trim());
      if (E.isLeft(path)) return path;
      const inner = partsOf(tokens, i + 1, true);
      if (E.isLeft(inner)) return inner;
      parts.push({ type: 'range', path: path.right, parts: inner.right.parts });
      i = inner.right.next;
    } else {
      const path = parsePath(text);
      if (E.isLeft(path)) return path;
      parts.push({ type: 'value', path: path.right });
    }
  }
  return nested ? E.left('unclosed range') : E.right({ parts, next: tokens.length });
};

const parseTemplate = (template: string): E.Either<string, readonly Part[]> => {
  const tokens = tokensOf(template);
  if (E.isLeft(tokens)) return tokens;
  const parsed = partsOf(tokens.right, 0, false);
  return E.isLeft(parsed) ? parsed : E.right(parsed.right.parts);
};

/** A value as kubectl writes it into a template: texts bare, objects and lists as JSON. */
const written = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const render = (parts: readonly Part[], value: Json): string =>
  parts
    .map((part) => {
      switch (part.type) {
        case 'text':
          return part.text;
        case 'value':
          return evaluate(part.path, value).map(written).join(' ');
        case 'range':
          return evaluate(part.path, value)
            .map((item) => render(part.parts, item))
            .join('');
        default:
          return part satisfies never;
      }
    })
    .join('');

const templateError = (template: string, message: string): string => `error parsing jsonpath ${template}, ${message}`;

/** The text that a JSONPath template makes of a value. */
export const jsonPathText = (template: string, value: Json): E.Either<string, string> => {
  const parts = parseTemplate(template);
  return E.isLeft(parts) ? E.left(templateError(template, parts.left)) : E.right(render(parts.right, value));
};

/** What the paths of a template find in a value, each as a text. */
export const jsonPathTexts = (template: string, value: Json): E.Either<string, readonly string[]> => {
  const parts = parseTemplate(template);
  if (E.isLeft(parts)) return E.left(templateError(template, parts.left));
  return E.right(parts.right.flatMap((part) => (part.type === 'value' ? evaluate(part.path, value).map(written) : [])));
};
