import * as E from 'fp-ts/lib/Either.js';

/** What `-o` asks for. A template is the text after the equals sign. */
export type Output =
  | { readonly type: 'table'; readonly wide: boolean }
  | { readonly type: 'json' | 'yaml' | 'name' }
  | { readonly type: 'jsonpath' | 'custom-columns'; readonly template: string };

const known = '[json yaml name wide jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file]';

/** Reads the value of `-o`. */
export const readOutput = (text: string | undefined): E.Either<string, Output> => {
  if (text === undefined || text === '') return E.right({ type: 'table', wide: false });
  const equals = text.indexOf('=');
  const format = equals < 0 ? text : text.slice(0, equals);
  const template = equals < 0 ? '' : text.slice(equals + 1);
  switch (format) {
    case 'wide':
      return E.right({ type: 'table', wide: true });
    case 'json':
    case 'yaml':
    case 'name':
      return E.right({ type: format });
    case 'jsonpath':
      return template === ''
        ? E.left('error: template format specified but no template given')
        : E.right({ type: 'jsonpath', template });
    case 'custom-columns':
      return template === ''
        ? E.left('error: custom-columns format specified but no custom columns given')
        : E.right({ type: 'custom-columns', template });
    default:
      return E.left(
        `error: unable to match a printer suitable for the output format "${text}", allowed formats are: ${known}`,
      );
  }
};
