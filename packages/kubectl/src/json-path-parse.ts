import * as E from 'fp-ts/lib/Either.js';

/** A node of a template. Lists of nodes are evaluated one after the other, each on what the one before found. */
export type PathNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'literal'; readonly value: number | boolean }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'word'; readonly word: string }
  | { readonly type: 'wildcard' | 'recursive' }
  | {
      readonly type: 'slice';
      readonly from: number | undefined;
      readonly to: number | 'next' | undefined;
      readonly by: number | undefined;
    }
  | { readonly type: 'union'; readonly parts: readonly PathNodes[] }
  | { readonly type: 'filter'; readonly left: PathNodes; readonly operator: string; readonly right: PathNodes };

export type PathNodes = readonly PathNode[];

/** A template: texts, and what stands in each pair of braces. */
export type Template = readonly PathNodes[];

/** Thrown within this file only. */
class Unreadable extends Error {}

const fail = (message: string): never => {
  throw new Unreadable(message);
};

const isEnd = (char: string): boolean => char === '' || char === '\r' || char === '\n';
const isTerminator = (char: string): boolean => isEnd(char) || ' \t.,[]$@{}'.includes(char);
const isWordChar = (char: string): boolean => /^[\p{L}\p{Nd}_]$/u.test(char);

const shown = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`;

/*
 * The grammar is that of client-go's util/jsonpath, with its messages and its habits: a filter ends at the first closing bracket
 * outside of one pair of quotes, members of unions are split at every comma, and blanks between nodes mean nothing.
 */
class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  template(): Template {
    const parts: PathNodes[] = [];
    while (this.#at < this.#text.length) {
      const open = this.#text.indexOf('{', this.#at);
      const end = open < 0 ? this.#text.length : open;
      if (end > this.#at) parts.push([{ type: 'text', text: this.#text.slice(this.#at, end) }]);
      this.#at = end;
      if (open >= 0) parts.push(this.#action());
    }
    return parts;
  }

  /** The character that comes next; empty at the end. */
  get #next(): string {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #take(): string {
    const char = this.#next;
    this.#at += char.length;
    return char;
  }

  #action(): PathNodes {
    this.#at++;
    const nodes: PathNode[] = [];
    for (;;) {
      if (this.#text.startsWith('}', this.#at)) {
        this.#at++;
        return nodes;
      }
      this.#node(nodes);
    }
  }

  #node(nodes: PathNode[]): void {
    if (this.#text.startsWith('[?(', this.#at)) nodes.push(this.#filter());
    else if (this.#text.startsWith('..', this.#at)) this.#recursive(nodes);
    else {
      const char = this.#take();
      if (isEnd(char)) fail('unclosed action');
      if (char === ' ' || char === '@' || char === '$') return;
      if (char === '[') nodes.push(...this.#brackets());
      else if (char === '"' || char === "'") nodes.push({ type: 'text', text: this.#quoted(char) });
      else if (char === '.') nodes.push(this.#field());
      else if (/^[-+\p{Nd}]$/u.test(char)) nodes.push(this.#number(char));
      else if (isWordChar(char)) nodes.push(this.#word(char));
      else fail(`unrecognized character in action: ${shown(char)}`);
    }
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.type === 'recursive') fail('invalid multiple recursive descent');
    this.#at += 2;
    nodes.push({ type: 'recursive' });
    if (isWordChar(this.#next)) nodes.push(this.#field());
  }

  #field(): PathNode {
    let name = '';
    while (!isTerminator(this.#next)) {
      const char = this.#take();
      name += char === '\\' ? this.#take() : char;
    }
    return name === '*' ? { type: 'wildcard' } : { type: 'field', name };
  }

  #word(first: string): PathNode {
    let word = first;
    while (!isTerminator(this.#next)) word += this.#take();
    return word === 'true' || word === 'false' ? { type: 'literal', value: word === 'true' } : { type: 'word', word };
  }

  #number(first: string): PathNode {
    let text = first;
    while (/^[.\p{Nd}]$/u.test(this.#next)) text += this.#take();
    return /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(text)
      ? { type: 'literal', value: Number(text) }
      : fail(`cannot parse number ${text}`);
  }

  /** A text up to the quote that no backslash stands before. */
  #quoted(quote: string): string {
    const from = this.#at;
    for (;;) {
      const char = this.#take();
      if (char === '' || char === '\n') fail('unterminated quoted string');
      if (char === quote && this.#text.charAt(this.#at - 2) !== '\\') break;
    }
    const inside = this.#text.slice(from, this.#at - 1);
    return unescaped(inside, quote) ?? fail(`unquote string ${quote}${inside}${quote} error invalid syntax`);
  }

  #brackets(): PathNodes {
    const from = this.#at;
    for (;;) {
      const char = this.#take();
      if (char === '' || char === '\n') fail('unterminated array');
      if (char === ']') break;
    }
    return bracketNodes(this.#text.slice(from, this.#at - 1));
  }

  #filter(): PathNode {
    this.#at += 3;
    const from = this.#at;
    let [opened, closed, quote] = [false, false, ''];
    for (;;) {
      const char = this.#take();
      if (char === '' || char === '\n') fail('unterminated filter');
      if ((char === '"' || char === "'") && !opened) [opened, quote] = [true, char];
      else if (char === quote && quote !== '' && this.#text.charAt(this.#at - 2) !== '\\') closed = true;
      else if (char === ')' && opened === closed) break;
    }
    const text = this.#text.slice(from, this.#at - 1);
    if (this.#take() !== ']') fail('unclosed array expect ]');
    const [, left, operator = '', right = ''] = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text) ?? [];
    if (left === undefined) return { type: 'filter', left: actionOf(text), operator: 'exists', right: [] };
    return { type: 'filter', left: actionOf(left), operator, right: actionOf(right) };
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** A quoted text as Go unquotes it; undefined when an escape is none. */
const unescaped = (text: string, quote: string): string | undefined => {
  let good = true;
  const result = text.replaceAll(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([^]?))/g,
    (_, byte?: string, short?: string, long?: string, octal?: string, char?: string) => {
      const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? 'x', 16) : Number.parseInt(octal, 8);
      if (!Number.isNaN(code) && code <= 0x10_ffff) return String.fromCodePoint(code);
      const simple = char === quote ? quote : simpleEscapes[char ?? ''];
      if (simple === undefined) good = false;
      return simple ?? '';
    },
  );
  return good && !text.replaceAll(/\\[^]/g, '').includes(quote) ? result : undefined;
};

/** What one pair of braces around a text holds. */
const actionOf = (text: string): PathNodes => new Parser(`{${text}}`).template()[0] ?? [];

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined || text === '' ? undefined : Number(text);

/** What stands in brackets: a union, the name of a member, or a slice. */
const bracketNodes = (inside: string): PathNodes => {
  const text = inside === '*' ? ':' : inside;
  const parts = text.split(',');
  if (parts.length > 1)
    return [{ type: 'union', parts: parts.map((part) => actionOf(`[${part.replaceAll(/^ +| +$/g, '')}]`)) }];
  const name = /^'([^']*)'$/.exec(text)?.[1];
  if (name !== undefined) return actionOf(`.${name}`);
  const slice = /^(-?[\d]*)(:-?[\d]*)?(:-?[\d]*)?$/.exec(text);
  if (slice === null) return fail(`invalid array index ${text}`);
  const [, from = '', to, by] = slice;
  for (const one of [from, to?.slice(1), by?.slice(1)]) if (one === '-') fail(`array index ${one} is not a number`);
  return [
    {
      type: 'slice',
      from: numberIn(from),
      to: to === undefined ? 'next' : numberIn(to.slice(1)),
      by: numberIn(by?.slice(1)),
    },
  ];
};

/** Reads a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. Never throws. */
export const parseTemplate = (text: string): E.Either<string, Template> => {
  try {
    return E.right(new Parser(text).template());
  } catch (error) {
    if (error instanceof Unreadable) return E.left(error.message);
    throw error;
  }
};

/** A path of `custom-columns`, `--sort-by` or `wait` as a template: braces and the first dot may be left out. */
export const relaxedTemplate = (path: string): E.Either<string, string> => {
  if (path === '') return E.right('');
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path);
  const name = match?.[1] ?? match?.[2];
  return name === undefined
    ? E.left(
        "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
      )
    : E.right(`{.${name}}`);
};
