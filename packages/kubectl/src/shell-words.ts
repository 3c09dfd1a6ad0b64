import * as E from 'fp-ts/lib/Either.js';

/** Characters that mean something to a shell and nothing here. */
const operators: Readonly<Record<string, string>> = {
  '|': 'a pipe',
  '>': 'a redirection',
  '<': 'a redirection',
  '&': 'a background job',
  ';': 'a second command',
  '`': 'a command substitution',
};

const refused = (char: string, what: string): E.Either<string, never> =>
  E.left(`"${char}" would be ${what}, and there is no shell here: quote it if it is meant as text`);

/**
 * Splits a command line into words with the quoting rules of POSIX: '…' is literal, in "…" a backslash quotes only $ ` " \ and
 * a line break, elsewhere it quotes the next character. Nothing is expanded.
 */
export const shellWords = (line: string): E.Either<string, readonly string[]> => {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === "'") {
      const end = line.indexOf("'", i + 1);
      if (end < 0) return E.left(`the quote that begins at character ${i + 1} does not end`);
      word = (word ?? '') + line.slice(i + 1, end);
      i = end;
    } else if (char === '"') {
      const quoted = doubleQuoted(line, i + 1);
      if (quoted === undefined) return E.left(`the quote that begins at character ${i + 1} does not end`);
      word = (word ?? '') + quoted.text;
      i = quoted.end;
    } else if (char === '\\') {
      if (i + 1 === line.length) return E.left('the line ends in a backslash that quotes nothing');
      i++;
      if (line.charAt(i) !== '\n') word = (word ?? '') + line.charAt(i);
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      const operator = Object.hasOwn(operators, char) ? operators[char] : undefined;
      if (operator !== undefined) return refused(char, operator);
      if (char === '$' && line.charAt(i + 1) === '(') return refused('$(', 'a command substitution');
      if (char === '#' && word === undefined) break; // the rest is a comment
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return E.right(words);
};

const doubleQuoted = (line: string, from: number): { readonly text: string; readonly end: number } | undefined => {
  let text = '';
  for (let i = from; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === '"') return { text, end: i };
    if (char === '\\' && '$`"\\\n'.includes(line.charAt(i + 1))) {
      i++;
      if (line.charAt(i) !== '\n') text += line.charAt(i);
    } else text += char;
  }
  return undefined;
};
