import * as E from 'fp-ts/lib/Either.js';

/** What `label` and `annotate` are to do: keys to set and keys to take away. */
export interface KeyChanges {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Splits a command's words into the objects meant and the changes: `key=value`, and `key-` to remove. */
export const readKeyChanges = (
  words: readonly string[],
  what: 'label' | 'annotation',
): E.Either<string, { readonly targets: readonly string[]; readonly changes: KeyChanges }> => {
  const isChange = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word !== '-');
  const first = words.findIndex(isChange);
  const targets = first < 0 ? words : words.slice(0, first);
  const given = first < 0 ? [] : words.slice(first);
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const word of given) {
    if (!isChange(word)) return E.left(`error: all resources must be specified before ${what} changes: ${word}`);
    const equals = word.indexOf('=');
    if (equals < 0) remove.push(word.slice(0, -1));
    else set.set(word.slice(0, equals), word.slice(equals + 1));
  }
  const both = remove.find((key) => set.has(key));
  if (both !== undefined) return E.left(`error: can not both modify and remove a ${what} in the same command`);
  if (set.size + remove.length === 0) return E.left(`error: at least one ${what} update is required`);
  return E.right({ targets, changes: { set, remove } });
};
