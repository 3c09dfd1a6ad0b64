import * as E from 'fp-ts/lib/Either.js';

/** The files that a command line may name, by path as it is typed. */
export interface Files {
  /** The text of a file, or why it cannot be read. */
  readonly text: (path: string) => E.Either<string, string>;
  /** The manifests in a folder, by name; `deep`: those below it too. Undefined when there is no such folder. */
  readonly inside: (path: string, deep: boolean) => readonly string[] | undefined;
}

const isManifest = (path: string): boolean => /\.(?:json|ya?ml)$/.test(path);

/** Files whose texts are known. A folder is there when something is in it. */
export const filesOf = (texts: Readonly<Record<string, string>>): Files => ({
  text: (path) => {
    const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
    return text === undefined ? E.left(`the path "${path}" does not exist`) : E.right(text);
  },
  inside: (path, deep) => {
    const below = `${path.replace(/\/+$/, '')}/`;
    const paths = Object.keys(texts).filter((one) => one.startsWith(below));
    if (paths.length === 0) return undefined;
    return paths.filter((one) => isManifest(one) && (deep || !one.slice(below.length).includes('/'))).sort();
  },
});
