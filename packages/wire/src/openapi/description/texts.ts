/** What `kubectl explain` says of a struct (under '') and of its fields. */
export type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Said of fields that are kept and shown, and on which nothing acts. */
export const stored = 'Stored and shown; nothing in the simulation acts on it.';

/** The same text for several fields. */
export const each = (text: string, names: string): Readonly<Record<string, string>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, text]));
