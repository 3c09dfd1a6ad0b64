import * as E from 'fp-ts/lib/Either.js';

/** An option of a command. `bare`: what it means without a value; an option without it needs one. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly bare?: string;
}

/** An option that is on or off. */
export const onOff = (name: string, short?: string): Flag => ({
  name,
  bare: 'true',
  ...(short === undefined ? {} : { short }),
});

/** An option with a value. */
export const valued = (name: string, short?: string): Flag => ({ name, ...(short === undefined ? {} : { short }) });

/** The options that were given, in order. */
export class Flags {
  readonly #given: readonly (readonly [name: string, value: string])[];

  constructor(given: readonly (readonly [name: string, value: string])[]) {
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given.some(([one]) => one === name);
  }

  /** The last value given. */
  text(name: string): string | undefined {
    return this.#given.findLast(([one]) => one === name)?.[1];
  }

  /** All values given. */
  all(name: string): readonly string[] {
    return this.#given.filter(([one]) => one === name).map(([, value]) => value);
  }

  on(name: string, unless = false): boolean {
    const value = this.text(name);
    return value === undefined ? unless : value !== 'false';
  }
}

/** A command line taken apart: words that are not options, and options. */
export interface Parsed {
  readonly words: readonly string[];
  readonly flags: Flags;
}

const isBool = (flag: Flag): boolean => flag.bare === 'true' || flag.bare === 'false';

const checkedValue = (flag: Flag, value: string, written: string): E.Either<string, readonly [string, string]> => {
  if (!isBool(flag)) return E.right([flag.name, value]);
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return E.right([flag.name, 'true']);
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return E.right([flag.name, 'false']);
  return E.left(
    `error: invalid argument "${value}" for "${written}" flag: strconv.ParseBool: parsing "${value}": invalid syntax`,
  );
};

const nameOf = (flag: Flag): string => (flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`);

/** Takes a command line apart as pflag does: `--a=b`, `--a b`, `-a b`, `-ab`, `-a=b`, several short ones together, `--`. */
export const parseFlags = (words: readonly string[], known: readonly Flag[]): E.Either<string, Parsed> => {
  const given: (readonly [string, string])[] = [];
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--') {
      rest.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const taken = word.startsWith('--') ? long(word, words[i + 1], known) : short(word, words[i + 1], known);
    if (E.isLeft(taken)) return taken;
    given.push(...taken.right.given);
    if (taken.right.tookNext) i++;
  }
  return E.right({ words: rest, flags: new Flags(given) });
};

interface Taken {
  readonly given: readonly (readonly [string, string])[];
  readonly tookNext: boolean;
}

const long = (word: string, after: string | undefined, known: readonly Flag[]): E.Either<string, Taken> => {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const flag = known.find((one) => one.name === name);
  if (flag === undefined) return E.left(`error: unknown flag: --${name}`);
  const value = equals < 0 ? (flag.bare ?? after) : word.slice(equals + 1);
  if (value === undefined) return E.left(`error: flag needs an argument: --${name}`);
  const checked = checkedValue(flag, value, nameOf(flag));
  return E.map((pair: readonly [string, string]) => ({
    given: [pair],
    tookNext: equals < 0 && flag.bare === undefined,
  }))(checked);
};

const short = (word: string, after: string | undefined, known: readonly Flag[]): E.Either<string, Taken> => {
  const given: (readonly [string, string])[] = [];
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] ?? '';
    const flag = known.find((one) => one.short === letter);
    if (flag === undefined) return E.left(`error: unknown shorthand flag: '${letter}' in ${word}`);
    const rest = word.slice(i + 1);
    if (rest.startsWith('=') || (flag.bare === undefined && rest !== '')) {
      const checked = checkedValue(flag, rest.startsWith('=') ? rest.slice(1) : rest, nameOf(flag));
      if (E.isLeft(checked)) return checked;
      return E.right({ given: [...given, checked.right], tookNext: false });
    }
    if (flag.bare === undefined) {
      if (after === undefined) return E.left(`error: flag needs an argument: '${letter}' in ${word}`);
      return E.right({ given: [...given, [flag.name, after]], tookNext: true });
    }
    given.push([flag.name, flag.bare]);
  }
  return E.right({ given, tookNext: false });
};
