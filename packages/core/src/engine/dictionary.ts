import { hashString } from './hash.ts';
import { canonicalJson } from './canonical-json.ts';
import { isJsonArray, type Json } from './json.ts';

/** An interned, immutable JSON value. Two bodies of one dictionary are equal exactly when they are identical. */
export class Body {
  readonly id: number;
  readonly json: Json;
  /** Canonical text; the identity of the body and its form in a log file. */
  readonly text: string;
  /** 32-bit hash of the text. */
  readonly hash: number;
  /** What has been computed from the value, by the number of the function that did. It says nothing that the value does not. */
  readonly derived: unknown[] = [];

  constructor(id: number, json: Json, text: string) {
    this.id = id;
    this.json = json;
    this.text = text;
    this.hash = hashString(text);
  }
}

/** One entry of a dictionary, as a log file stores it. */
export type DictionaryEntry = { readonly text: string } | { readonly body: string };

/** Freezes a value and all in it. */
const freeze = (value: Json): Json => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  // Without lists of what is in it: a body of usual size has dozens of objects.
  if (isJsonArray(value))
    for (let i = 0; i < value.length; i++) freeze(value[i] as Json); // i is below the length
  else for (const key in value) freeze(value[key] as Json); // what the loop is over
  return Object.freeze(value);
};

/**
 * The interned texts and bodies of one log, each with a dense id in the order of first use.
 * Events hold ids; records hold the values. Id 0 is the empty text, so that 0 can mean "nothing".
 */
export class Dictionary {
  readonly #entries: (string | Body)[] = [];
  #hashes = new Int32Array(256);
  readonly #idOfText = new Map<string, number>();
  readonly #bodyOfText = new Map<string, Body>();
  readonly #bodyOfJson = new WeakMap<object, Body>();
  /** The body of null, which stands for nothing said and is asked for all the time. */
  #bodyOfNull: Body | undefined;

  constructor() {
    this.text('');
  }

  /** How many entries there are; ids run from 0 to size - 1. */
  get size(): number {
    return this.#entries.length;
  }

  /** The id of a text, new or known. */
  text(text: string): number {
    const known = this.#idOfText.get(text);
    if (known !== undefined) return known;
    const id = this.#entries.length;
    this.#entries.push(text);
    this.#keepHash(id, hashString(text));
    this.#idOfText.set(text, id);
    return id;
  }

  #keepHash(id: number, hash: number): void {
    if (id >= this.#hashes.length) {
      const wider = new Int32Array(this.#hashes.length * 2);
      wider.set(this.#hashes);
      this.#hashes = wider;
    }
    this.#hashes[id] = hash;
  }

  textOf(id: number): string {
    const entry = this.#entries[id];
    if (typeof entry !== 'string') throw new Error(wrongEntry(id, 'a text', this.size));
    return entry;
  }

  /** The body of a JSON value, new or known. The value is frozen: it must not be changed afterwards. */
  body(json: Json): Body {
    if (json === null && this.#bodyOfNull !== undefined) return this.#bodyOfNull;
    const isObject = typeof json === 'object' && json !== null;
    if (isObject) {
      const seen = this.#bodyOfJson.get(json);
      if (seen !== undefined) return seen;
    }
    const text = canonicalJson(json);
    let body = this.#bodyOfText.get(text);
    if (body === undefined) {
      body = new Body(this.#entries.length, freeze(json), text);
      this.#entries.push(body);
      this.#keepHash(body.id, body.hash);
      this.#bodyOfText.set(text, body);
    }
    if (isObject) this.#bodyOfJson.set(json, body);
    else if (json === null) this.#bodyOfNull = body;
    return body;
  }

  bodyOf(id: number): Body {
    const entry = this.#entries[id];
    if (!(entry instanceof Body)) throw new Error(wrongEntry(id, 'a body', this.size));
    return entry;
  }

  /** What sort of entry an id is; undefined when there is none. */
  kindOf(id: number): 'text' | 'body' | undefined {
    const entry = this.#entries[id];
    if (entry === undefined) return undefined;
    return typeof entry === 'string' ? 'text' : 'body';
  }

  /** 32-bit hash of an entry's text; what digests feed on. */
  hashOf(id: number): number {
    const hash = this.#hashes[id];
    if (hash === undefined || id >= this.#entries.length) throw new Error(wrongEntry(id, 'an entry', this.size));
    return hash;
  }

  /** An entry as a log file stores it. */
  entry(id: number): DictionaryEntry {
    const entry = this.#entries[id];
    if (entry === undefined) throw new Error(wrongEntry(id, 'an entry', this.size));
    return typeof entry === 'string' ? { text: entry } : { body: entry.text };
  }

  /** Appends an entry read from a log file. It must be new, or the ids of the file would not be ours. */
  restore(entry: DictionaryEntry): void {
    const before = this.size;
    // A body's text was written by canonicalJson, so what it parses to is Json.
    if ('text' in entry) this.text(entry.text);
    else this.body(JSON.parse(entry.body) as Json);
    if (this.size !== before + 1) throw new Error(`dictionary entry ${before} of the log repeats an earlier one`);
  }
}

const wrongEntry = (id: number, wanted: string, size: number): string =>
  `dictionary entry ${id} is not ${wanted} (the dictionary has ${size} entries). ` +
  'Usual cause: an id of another run, or an event whose schema names the wrong field type.';
