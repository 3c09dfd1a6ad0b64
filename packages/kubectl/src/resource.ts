import * as E from 'fp-ts/lib/Either.js';
import { kindNames, kinds, type KindName } from '@orrery/core/cluster';

/** A kind as a user may call it, in lower case: plural, singular, short name or kind, with the group or its beginning. */
export const kindCalled = (text: string): KindName | undefined => {
  const [word = '', ...rest] = text.toLowerCase().split('.');
  const found = kindNames.find((kind) => {
    const { plural, singular, shortNames } = kinds[kind];
    return word === plural || word === singular || (shortNames as readonly string[]).includes(word);
  });
  if (found === undefined || rest.length === 0) return found;
  const { group, version } = kinds[found];
  const groups = rest[0] === version ? rest.slice(1) : rest;
  return group.startsWith(groups.join('.')) && (group !== '' || groups.length === 0) ? found : undefined;
};

/** `statefulset.apps/web`, `pod/web-0`: how result lines name an object. */
export const objectName = (kind: KindName, name: string): string => `${typeName(kind)}/${name}`;

/** `statefulset.apps`, `pod`. */
export const typeName = (kind: KindName): string => {
  const { group, singular } = kinds[kind];
  return group === '' ? singular : `${singular}.${group}`;
};

/** The kinds that a comma list of types or a category means. */
export const kindsCalled = (text: string): E.Either<string, readonly KindName[]> => {
  const found: KindName[] = [];
  for (const word of text.split(',')) {
    const inCategory = kindNames.filter((kind) => (kinds[kind].categories as readonly string[]).includes(word));
    const kind = kindCalled(word);
    if (kind !== undefined) found.push(kind);
    else if (inCategory.length > 0) found.push(...inCategory);
    else return E.left(`error: the server doesn't have a resource type "${word}"`);
  }
  return E.right([...new Set(found)]);
};

/** What the words of a command point at: a kind, and a name if one was given. */
export interface Target {
  readonly kind: KindName;
  readonly name: string | undefined;
}

/** Reads `TYPE[,TYPE…] [NAME…]` or `TYPE/NAME…`. */
export const readTargets = (words: readonly string[]): E.Either<string, readonly Target[]> => {
  const [first, ...names] = words;
  if (first === undefined) return E.right([]);
  if (words.some((word) => word.includes('/'))) return readPairs(words);
  const called = kindsCalled(first);
  if (E.isLeft(called)) return called;
  if (names.length === 0) return E.right(called.right.map((kind) => ({ kind, name: undefined })));
  return E.right(called.right.flatMap((kind) => names.map((name) => ({ kind, name }))));
};

const readPairs = (words: readonly string[]): E.Either<string, readonly Target[]> => {
  const targets: Target[] = [];
  for (const word of words) {
    const [type = '', name, ...rest] = word.split('/');
    if (name === undefined)
      return E.left(
        "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    if (rest.length > 0 || type === '' || name === '')
      return E.left(`error: arguments in resource/name form must have a single resource and name`);
    const kind = kindCalled(type);
    if (kind === undefined) return E.left(`error: the server doesn't have a resource type "${type}"`);
    targets.push({ kind, name });
  }
  return E.right(targets);
};
