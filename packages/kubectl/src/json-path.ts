import * as E from 'fp-ts/lib/Either.js';
import { isJsonArray, isJsonObject, type Json } from '@orrery/core/engine';

/** One step of a path, in kubectl's dialect of JSONPath. */
export type PathStep =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  | { readonly type: 'indices'; readonly indices: readonly number[] }
  | { readonly type: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly by: number }
  | { readonly type: 'names'; readonly names: readonly string[] }
  | { readonly type: 'filter'; readonly left: Operand; readonly operator: string; readonly right: Operand | undefined };

export type Path = readonly PathStep[];

/** A side of a filter: a path from the item, or a literal. */
type Operand = { readonly path: Path } | { readonly literal: Json };

const fail = (message: string): E.Either<string, never> => E.left(message);

/** Where the bracket that opens at `from` closes; quotes and nested brackets are passed over. */
const closing = (text: string, from: number): number => {
  let depth = 0;
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '(') depth++;
    else if ((char === ']' || char === ')') && --depth === 0) return i;
  }
  return -1;
};

/** Reads a path such as `.items[*].metadata.labels.app\.kubernetes\.io/name`. */
export const parsePath = (text: string): E.Either<string, Path> => {
  const steps: PathStep[] = [];
  let i = text.startsWith('$') || text.startsWith('@') ? 1 : 0;
  while (i < text.length) {
    const char = text.charAt(i);
    if (char === '[') {
      const end = closing(text, i);
      if (end < 0) return fail('unterminated array');
      const step = parseBracket(text.slice(i + 1, end));
      if (E.isLeft(step)) return step;
      steps.push(step.right);
      i = end + 1;
      continue;
    }
    if (text.startsWith('..', i)) {
      steps.push({ type: 'recursive' });
      i += text.charAt(i + 2) === '[' ? 2 : 1;
      continue;
    }
    const field = /^\.?((?:\\.|[^.[\]\\\s])+)/.exec(text.slice(i));
    if (field === null) {
      if (char === '.' && i === text.length - 1) break; // a lone dot is the value itself
      return fail(
        `unrecognized character in action: U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`,
      );
    }
    const name = (field[1] ?? '').replaceAll(/\\(.)/g, '$1');
    steps.push(field[1] === '*' ? { type: 'wildcard' } : { type: 'field', name });
    i += field[0].length;
  }
  return E.right(steps);
};

const quoted = /^(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")$/;

const unquoted = (text: string): string | undefined => {
  const match = quoted.exec(text.trim());
  return match === null ? undefined : (match[1] ?? match[2] ?? '').replaceAll(/\\(.)/g, '$1');
};

const parseBracket = (inside: string): E.Either<string, PathStep> => {
  const text = inside.trim();
  if (text === '*') return E.right({ type: 'wildcard' });
  if (text.startsWith('?(')) return parseFilter(text.slice(2, text.endsWith(')') ? -1 : undefined));
  const names = text.split(',').map(unquoted);
  if (names.every((name) => name !== undefined)) return E.right({ type: 'names', names });
  if (/^-?\d+(\s*,\s*-?\d+)*$/.test(text)) return E.right({ type: 'indices', indices: text.split(',').map(Number) });
  const slice = /^(-?\d+)?:(-?\d+)?(?::(-?\d+))?$/.exec(text);
  if (slice === null) return fail(`invalid array index ${text}`);
  const number = (part: string | undefined): number | undefined => (part === undefined ? undefined : Number(part));
  return E.right({ type: 'slice', from: number(slice[1]), to: number(slice[2]), by: number(slice[3]) ?? 1 });
};

const parseFilter = (text: string): E.Either<string, PathStep> => {
  const match = /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/.exec(text.trim());
  if (match === null) {
    const left = parseOperand(text.trim());
    return E.isLeft(left) ? left : E.right({ type: 'filter', left: left.right, operator: 'exists', right: undefined });
  }
  const left = parseOperand(match[1] ?? '');
  const right = parseOperand(match[3] ?? '');
  if (E.isLeft(left)) return left;
  if (E.isLeft(right)) return right;
  return E.right({ type: 'filter', left: left.right, operator: match[2] ?? '', right: right.right });
};

const parseOperand = (text: string): E.Either<string, Operand> => {
  const literal = unquoted(text);
  if (literal !== undefined) return E.right({ literal });
  if (/^-?\d+(\.\d+)?$/.test(text)) return E.right({ literal: Number(text) });
  if (text === 'true' || text === 'false') return E.right({ literal: text === 'true' });
  const path = parsePath(text);
  return E.isLeft(path) ? path : E.right({ path: path.right });
};

const children = (value: Json): readonly Json[] => {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value).filter((item) => item !== undefined) : [];
};

const descendants = (value: Json): readonly Json[] => [value, ...children(value).flatMap(descendants)];

const member = (value: Json, name: string): readonly Json[] => {
  if (!isJsonObject(value) || !Object.hasOwn(value, name)) return [];
  const found = value[name];
  return found === undefined ? [] : [found];
};

const sliced = (
  list: readonly Json[],
  from: number | undefined,
  to: number | undefined,
  by: number,
): readonly Json[] => {
  if (by <= 0) return [];
  const bound = (index: number): number => Math.max(0, Math.min(list.length, index < 0 ? index + list.length : index));
  return list.slice(bound(from ?? 0), bound(to ?? list.length)).filter((_, index) => index % by === 0);
};

/** Everything that a path finds in a value, in order. What is missing is not found. */
export const evaluate = (path: Path, value: Json): readonly Json[] =>
  path.reduce<readonly Json[]>((found, step) => found.flatMap((one) => take(step, one)), [value]);

const take = (step: PathStep, value: Json): readonly Json[] => {
  switch (step.type) {
    case 'field':
      return member(value, step.name);
    case 'names':
      return step.names.flatMap((name) => member(value, name));
    case 'wildcard':
      return children(value);
    case 'recursive':
      return descendants(value);
    case 'indices': {
      const list = isJsonArray(value) ? value : [];
      return step.indices.flatMap((index) => list.at(index) ?? []);
    }
    case 'slice':
      return isJsonArray(value) ? sliced(value, step.from, step.to, step.by) : [];
    case 'filter':
      return children(value).filter((item) => passes(step, item));
    default:
      return step satisfies never;
  }
};

const valueOf = (operand: Operand, item: Json): Json | undefined =>
  'literal' in operand ? operand.literal : evaluate(operand.path, item)[0];

const passes = ({ left, operator, right }: Extract<PathStep, { type: 'filter' }>, item: Json): boolean => {
  const a = valueOf(left, item);
  const b = right === undefined ? undefined : valueOf(right, item);
  if (operator === 'exists') return a !== undefined;
  if (a === undefined || b === undefined) return false;
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string') || b === null) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
};
