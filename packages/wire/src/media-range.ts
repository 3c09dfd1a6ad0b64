/** One entry of an Accept header: `application/json;as=Table;v=v1;q=0.8`. */
export interface MediaRange {
  /** `application/json`, `application/*`; lower case. */
  readonly type: string;
  /** Parameters by lower-case name, without `q`. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface Weighted extends MediaRange {
  /** From 0 to 1. */
  readonly quality: number;
}

const parseQuality = (text: string | undefined): number => {
  if (text === undefined) return 1;
  // What is no number counts as the default, as the servers that clients are used to have it.
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text) ? Number(text) : 1;
};

const parseRange = (text: string): Weighted => {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>; // no name is inherited
  for (const part of rest) {
    const [name = '', ...value] = part.split('=');
    parameters[name.trim().toLowerCase()] = value
      .join('=')
      .trim()
      .replace(/^"(.*)"$/, '$1');
  }
  const { q, ...others } = parameters;
  return { type: type.toLowerCase(), parameters: others, quality: parseQuality(q) };
};

/** The entries of an Accept header, the one that the client likes best first; what it will not take (`q=0`) left out. */
export const parseAccept = (accept: string): readonly MediaRange[] =>
  accept
    .split(',')
    .map(parseRange)
    .filter(({ type, quality }) => type !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality) // stable: the header's own order among equals
    .map(({ type, parameters }) => ({ type, parameters }));
