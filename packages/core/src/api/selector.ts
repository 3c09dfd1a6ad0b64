import * as E from 'fp-ts/lib/Either.js';
import type { LabelSelector, Requirement, SelectorOperator } from '../cluster/index.ts';
import { invalidValue } from './validation/field.ts';
import { labelValue, qualifiedName } from './validation/name.ts';

/*
 * The text form of label selectors, as `kubectl -l` and the query labelSelector take it. Grammar and messages are those of
 * apimachinery labels.Parse.
 */

type Token = { readonly type: 'word' | 'symbol' | 'end'; readonly text: string };

/** Thrown within this file only: a message about the text. */
class Unreadable extends Error {}

const fail = (message: string): never => {
  throw new Unreadable(message);
};

const end: Token = { type: 'end', text: '' };

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const [found] of text.matchAll(/==|!=|[=!(),<>]|[^=!(),<>\s]+/g))
    tokens.push({ type: /^[=!(),<>]/.test(found) ? 'symbol' : 'word', text: found });
  return tokens;
};

const operators: ReadonlyMap<string, SelectorOperator> = new Map([
  ['in', 'In'],
  ['notin', 'NotIn'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'Gt'],
  ['<', 'Lt'],
]);

/** Reads tokens one after the other. */
class Tokens {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  get next(): Token {
    return this.#tokens[this.#next] ?? end;
  }

  take(): Token {
    const token = this.next;
    this.#next++;
    return token;
  }

  /** Takes the next token if it is this symbol. */
  skip(symbol: string): boolean {
    const is = this.next.type === 'symbol' && this.next.text === symbol;
    if (is) this.#next++;
    return is;
  }
}

const atEnd = ({ type, text }: Token): boolean => type === 'end' || (type === 'symbol' && text === ',');

const wordOf = ({ type, text }: Token): string =>
  type === 'word' ? text : fail(`found '${text}', expected: identifier`);

/** The values between brackets; `(a,,b)`, `(,)` and `()` hold the empty text. */
const valuesOf = (tokens: Tokens): readonly string[] => {
  const open = tokens.next.text;
  if (!tokens.skip('(')) fail(`found '${open}' expected: '('`);
  const values: string[] = [];
  let value = '';
  for (let first = true; ; first = false) {
    const { type, text } = tokens.take();
    if (type === 'word') {
      value = text;
      const after = tokens.next;
      if (after.type === 'symbol' && (after.text === ',' || after.text === ')')) continue;
      fail(`found '${after.text}', expected: ',' or ')'`);
    }
    if (type === 'symbol' && (text === ',' || text === ')')) {
      values.push(value);
      value = '';
      if (text === ')') return [...new Set(values)].sort();
    } else fail(`found '${text}', expected: ${first ? "',', ')' or" : "',', or"} identifier`);
  }
};

const problemsOf = ({ key, operator, values }: Requirement): readonly string[] => {
  const ordered = operator === 'Gt' || operator === 'Lt';
  const causes = values.flatMap((value, i) => [
    ...(ordered && !/^[+-]?\d+$/.test(value)
      ? [invalidValue(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer")]
      : []),
    ...labelValue(value).map((why) => invalidValue(`values[${i}][${key}]`, value, why)),
  ]);
  return causes.map(({ field, message }) => `${field}: ${message}`);
};

const requirementOf = (tokens: Tokens): Requirement => {
  const absent = tokens.skip('!');
  const key = wordOf(tokens.take());
  const wrong = qualifiedName(key);
  if (wrong.length > 0) fail(`<nil>: ${invalidValue('', key, wrong.join('; ')).message}`);
  if (absent) return { key, operator: 'DoesNotExist', values: [] };
  if (atEnd(tokens.next)) return { key, operator: 'Exists', values: [] };
  const given = tokens.take().text;
  const operator = operators.get(given);
  if (operator === undefined) return fail(`found '${given}', expected: in, notin, =, ==, !=, gt, lt`);
  if (operator === 'In' || operator === 'NotIn') return { key, operator, values: valuesOf(tokens) };
  return { key, operator, values: [atEnd(tokens.next) ? '' : wordOf(tokens.take())] };
};

const checkedRequirement = (tokens: Tokens): Requirement => {
  try {
    const requirement = requirementOf(tokens);
    const [problem, ...others] = problemsOf(requirement);
    if (problem === undefined) return requirement;
    return fail(others.length === 0 ? problem : `[${[problem, ...others].join(', ')}]`);
  } catch (error) {
    throw error instanceof Unreadable ? new Unreadable(`unable to parse requirement: ${error.message}`) : error;
  }
};

const startsRequirement = ({ type, text }: Token): boolean => type === 'word' || (type === 'symbol' && text === '!');

const requirementsOf = (tokens: Tokens): LabelSelector => {
  const requirements: Requirement[] = [];
  if (tokens.next.type === 'end') return requirements;
  if (!startsRequirement(tokens.next)) fail(`found '${tokens.next.text}', expected: !, identifier, or 'end of string'`);
  for (;;) {
    requirements.push(checkedRequirement(tokens));
    const after = tokens.take();
    if (after.type === 'end') break;
    if (after.text !== ',') fail(`found '${after.text}', expected: ',' or 'end of string'`);
    if (!startsRequirement(tokens.next)) fail(`found '${tokens.next.text}', expected: identifier after ','`);
  }
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
};

/** Reads `app=nginx,tier!=db,env in (a,b),!x,size>3`; requirements come out by key. The empty text selects everything. */
export const parseSelector = (text: string): E.Either<string, LabelSelector> => {
  try {
    return E.right(requirementsOf(new Tokens(text)));
  } catch (error) {
    if (error instanceof Unreadable) return E.left(error.message);
    throw error;
  }
};
