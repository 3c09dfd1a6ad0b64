import * as E from 'fp-ts/lib/Either.js';

/** One condition of a field selector: `spec.nodeName=n1`, or `!=`. */
export interface FieldRequirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** A field selector: all requirements must hold. */
export type FieldSelector = readonly FieldRequirement[];

/** Cuts a text at commas that no backslash quotes. */
const termsOf = (text: string): readonly string[] =>
  text === '' ? [] : (text.match(/(?:\\[^]|[^\\,]|\\$)+|(?<=^|,)(?=,|$)/g) ?? []);

/** A value without its backslashes, which may quote only a backslash, a comma and an equals sign. */
const unescaped = (text: string): E.Either<string, string> => {
  let value = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '=' || char === ',')
      return E.left(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
    if (char !== '\\') {
      value += char;
      continue;
    }
    const quoted = String.fromCodePoint(...[text.codePointAt(i + 1)].filter((code) => code !== undefined));
    if (quoted !== '\\' && quoted !== ',' && quoted !== '=')
      return E.left(`invalid field selector: invalid escape sequence: \\${quoted}`);
    value += quoted;
    i++;
  }
  return E.right(value);
};

/** Reads `metadata.name=web-0,status.phase!=Running`. Source: apimachinery fields.ParseSelector. */
export const parseFieldSelector = (text: string): E.Either<string, FieldSelector> => {
  const requirements: FieldRequirement[] = [];
  for (const term of termsOf(text).toSorted()) {
    if (term === '') continue;
    const match = /^([^]*?)(!=|==|=)([^]*)$/.exec(term);
    if (match === null) return E.left(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator = '', rest = ''] = match;
    const value = unescaped(rest);
    if (E.isLeft(value)) return value;
    if (field !== '' || value.right !== '') requirements.push({ field, equal: operator !== '!=', value: value.right });
  }
  return E.right(requirements);
};

/** Do the fields that `get` gives fit? A field that is not there is the empty text. */
export const matchesFields = (selector: FieldSelector, get: (field: string) => string | undefined): boolean =>
  selector.every(({ field, equal, value }) => ((get(field) ?? '') === value) === equal);

/** The text form. */
export const formatFieldSelector = (selector: FieldSelector): string =>
  selector
    .map(({ field, equal, value }) => `${field}${equal ? '=' : '!='}${value.replaceAll(/[\\,=]/g, '\\$&')}`)
    .join(',');
