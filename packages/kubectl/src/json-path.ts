import * as E from 'fp-ts/lib/Either.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import { parseTemplate, type PathNode, type PathNodes, type Template } from './json-path-parse.ts';

/** Thrown within this file only: why a template cannot be applied to a value. */
class Unsuitable extends Error {}

const fail = (message: string): never => {
  throw new Unsuitable(message);
};

/** Members by name: Go visits them in no order at all. */
const membersOf = (value: JsonObject): readonly Json[] =>
  Object.keys(value)
    .sort()
    .map((name) => value[name] ?? null);

const childrenOf = (value: Json): readonly Json[] => {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? membersOf(value) : [];
};

/** Everything below a value that has something in it, the value first. Texts count, numbers do not. */
const descendants = (value: Json): readonly Json[] => {
  const children = childrenOf(value);
  if (children.length === 0) return typeof value === 'string' && value !== '' ? [value] : [];
  return [value, ...children.flatMap(descendants)];
};

const typeName = (value: Json): string => {
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
};

type Slice = Extract<PathNode, { readonly type: 'slice' }>;

const sliced = (value: Json, { from: first = 0, to: last, by = 1 }: Slice): readonly Json[] => {
  if (value === null) return [];
  if (!isJsonArray(value)) return fail(`${typeName(value)} is not array or slice`);
  const { length } = value;
  const from = first < 0 ? first + length : first;
  let to = last === 'next' ? first + 1 : (last ?? length);
  if (to < 0 || (to === 0 && last === 'next')) to += length;
  if (from === to) return [];
  if (from >= length || from < 0) fail(`array index out of bounds: index ${from}, length ${length}`);
  if (to > length || to < 0) fail(`array index out of bounds: index ${to - 1}, length ${length}`);
  if (from > to) fail(`starting index ${from} is greater than ending index ${to}`);
  if (by <= 0) fail('step must be > 0');
  return value.slice(from, to).filter((_, index) => index % by === 0);
};

type Filter = Extract<PathNode, { readonly type: 'filter' }>;

const incomparable = 'incompatible types for comparison';

const compared = (left: Json, operator: string, right: Json): boolean => {
  if (typeof left === 'object' || typeof right === 'object') return fail('invalid type for comparison');
  if (typeName(left) !== typeName(right)) return fail(incomparable);
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left === 'boolean') return fail('invalid type for comparison');
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return operator === '>=' ? left >= right : fail(`unrecognized filter operator ${operator}`);
};

/** A template applied to a value. Ranges are counted as they begin and end, since templates are not nested when they are read. */
class Evaluation {
  readonly #template: Template;
  readonly #allowMissing: boolean;
  #begun = 0;
  #open = 0;
  #ended = 0;
  /** Where the range that ended last did so. */
  #lastEnd = -1;

  constructor(template: Template, allowMissing: boolean) {
    this.#template = template;
    this.#allowMissing = allowMissing;
  }

  /** What each part from `start` on finds, until the end of the range that `start` lies in. */
  find(start: number, value: Json): readonly (readonly Json[])[] {
    const found: (readonly Json[])[] = [];
    for (let i = start; i < this.#template.length; i++) {
      const results = this.#list([value], this.#template[i] ?? []);
      if (this.#ended > 0 && this.#ended <= this.#open) {
        this.#ended--;
        this.#lastEnd = i;
        break;
      }
      if (this.#begun > 0) {
        found.push(...this.#range(i + 1, results));
        if (this.#lastEnd > i) i = this.#lastEnd;
      } else found.push(results);
    }
    return found;
  }

  #range(start: number, over: readonly Json[]): readonly (readonly Json[])[] {
    this.#begun--;
    this.#open++;
    const found = over.flatMap((value) => this.find(start, value));
    // A range over nothing is still read once, to find its end.
    if (over.length === 0) this.find(start, null);
    this.#open--;
    return found;
  }

  #list(values: readonly Json[], nodes: PathNodes): readonly Json[] {
    let current = values;
    for (const node of nodes) current = this.#walk(current, node);
    return current;
  }

  #walk(values: readonly Json[], node: PathNode): readonly Json[] {
    switch (node.type) {
      case 'text':
        return [node.text];
      case 'literal':
        return values.map(() => node.value);
      case 'field':
        return this.#field(values, node.name);
      case 'word':
        return this.#word(values, node.word);
      case 'wildcard':
        return values.flatMap(childrenOf);
      case 'recursive':
        return values.flatMap(descendants);
      case 'slice':
        return values.flatMap((value) => sliced(value, node));
      case 'union':
        return node.parts.flatMap((part) => this.#list(values, part));
      case 'filter':
        return values.flatMap((value) => this.#filter(value, node));
      default:
        return node satisfies never;
    }
  }

  #field(values: readonly Json[], name: string): readonly Json[] {
    const found = values.flatMap((value) =>
      isJsonObject(value) && Object.hasOwn(value, name) ? [value[name] ?? null] : [],
    );
    if (found.length === 0 && values.length > 0 && !this.#allowMissing) fail(`${name} is not found`);
    return found;
  }

  #word(values: readonly Json[], word: string): readonly Json[] {
    if (word === 'range') {
      this.#begun++;
      return values;
    }
    if (word !== 'end') return fail(`unrecognized identifier ${word}`);
    if (this.#open === 0) return fail('not in range, nothing to end');
    this.#ended++;
    return [];
  }

  #filter(value: Json, { left, operator, right }: Filter): readonly Json[] {
    if (!isJsonArray(value)) return fail(`${goText(value)} is not array or slice and cannot be filtered`);
    return value.filter((item) => {
      if (operator === 'exists') return this.#exists(item, left);
      const lefts = this.#list([item], left);
      const rights = lefts.length === 0 ? [] : this.#list([item], right);
      if (lefts.length > 1 || rights.length > 1) fail('can only compare one element at a time');
      const [a, b] = [lefts[0], rights[0]];
      return a !== undefined && b !== undefined && compared(a, operator, b);
    });
  }

  #exists(item: Json, path: PathNodes): boolean {
    try {
      return this.#list([item], path).length > 0;
    } catch (error) {
      if (error instanceof Unsuitable) return false;
      throw error;
    }
  }
}

/** A number as Go prints one. */
const goNumber = (value: number): string => {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [, mantissa = '', sign = '', power = ''] = /^(.*)e([+-])(\d+)$/.exec(value.toExponential()) ?? [];
  return sign === '-' && Number(power) > 4 ? `${mantissa}e-${power.padStart(2, '0')}` : String(value);
};

/** A value as Go prints it, which is how custom columns show it. */
export const goText = (value: Json): string => {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (isJsonArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const names = Object.keys(value).sort();
  return `map[${names.map((name) => `${name}:${goText(value[name] ?? null)}`).join(' ')}]`;
};

/** What each part of a template finds in a value; texts are found as they are. Left: why not. */
export const findResults = (
  template: string,
  value: Json,
  allowMissing = true,
): E.Either<{ readonly at: 'parsing' | 'executing'; readonly message: string }, readonly (readonly Json[])[]> => {
  const parsed = parseTemplate(template);
  if (E.isLeft(parsed)) return E.left({ at: 'parsing', message: parsed.left });
  try {
    return E.right(new Evaluation(parsed.right, allowMissing).find(0, value));
  } catch (error) {
    if (error instanceof Unsuitable) return E.left({ at: 'executing', message: error.message });
    throw error;
  }
};
