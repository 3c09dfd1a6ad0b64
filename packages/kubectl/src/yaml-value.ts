import { isAlias, isMap, isScalar, isSeq, Scalar, type Document, type Node } from 'yaml';
import type { Json } from '@orrery/core/engine';
import { plainScalar } from './yaml-scalar.ts';

/** Why a node is no JSON value. Thrown here, and caught where documents are read. */
export class NotJson extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Nodes that aliases may stand for in one document. A few lines of aliases of aliases would otherwise fill the memory. */
const mostAliased = 10_000;

const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0;

const tagged = (tag: string, text: string, node: Scalar): Json => {
  const plain = plainScalar(text);
  const short = tag.replace('tag:yaml.org,2002:', '!!');
  if (short === '!!str' || short === '!' || !short.startsWith('!!')) return text;
  const fits =
    (short === '!!int' && Number.isInteger(plain)) ||
    (short === '!!float' && typeof plain === 'number') ||
    (short === '!!bool' && typeof plain === 'boolean') ||
    (short === '!!null' && plain === null);
  if (!fits) throw new NotJson(`cannot decode \`${text}\` as a ${short}`, offsetOf(node));
  return plain;
};

const finite = (value: Json, node: Node): Json => {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  throw new NotJson(`json: unsupported value: ${name}`, offsetOf(node));
};

/** Reads the nodes of one document as JSON values. */
export class DocumentReader {
  readonly #document: Document;
  #aliased = 0;
  /** Nodes that are being read: an alias to one of them would never end. */
  readonly #open = new Set<Node>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** The whole document. */
  read(): Json {
    return this.#value(this.#document.contents as Node | null); // a parsed document holds nodes
  }

  #value(node: Node | null): Json {
    if (node === null) return null;
    if (isAlias(node)) return this.#value(this.#resolved(node));
    if (isScalar(node)) return this.#scalar(node);
    if (this.#open.has(node)) throw new NotJson("anchor's value contains itself", offsetOf(node));
    this.#open.add(node);
    const value = isSeq(node) ? node.items.map((item) => this.#value(item as Node | null)) : this.#map(node); // likewise
    this.#open.delete(node);
    return value;
  }

  #resolved(alias: Node): Node {
    const found = isAlias(alias) ? alias.resolve(this.#document) : undefined;
    this.#aliased += 1;
    if (found === undefined) throw new NotJson('unknown anchor referenced', offsetOf(alias));
    if (this.#open.size > 0 && this.#aliased > mostAliased)
      throw new NotJson('document contains excessive aliasing', offsetOf(alias));
    return found;
  }

  #scalar(node: Scalar): Json {
    const text = typeof node.value === 'string' ? node.value : '';
    if (node.tag !== undefined) return finite(tagged(node.tag, text, node), node);
    return node.type === Scalar.PLAIN || node.type === undefined ? finite(plainScalar(text), node) : text;
  }

  #map(node: Node): Json {
    if (!isMap(node)) throw new NotJson('a value is not JSON', offsetOf(node));
    const members = new Map<string, Json>();
    const merged = new Map<string, Json>();
    for (const { key, value } of node.items as readonly { key: Node | null; value: Node | null }[]) {
      // likewise
      if (isScalar(key) && key.type === Scalar.PLAIN && key.value === '<<') this.#mergeInto(merged, value);
      else members.set(this.#key(key), this.#value(value));
    }
    return Object.fromEntries([...[...merged].filter(([name]) => !members.has(name)), ...members]);
  }

  /** `<<: *base` gives the members of a map, or of each map in a list, that the map itself does not have. */
  #mergeInto(merged: Map<string, Json>, value: Node | null): void {
    const source = value !== null && isAlias(value) ? this.#resolved(value) : value;
    const sources = isSeq(source) ? (source.items as readonly Node[]) : [source]; // likewise
    for (const one of sources) {
      const map = this.#value(one);
      if (typeof map !== 'object' || map === null || Array.isArray(map))
        throw new NotJson('map merge requires map or sequence of maps as the value', offsetOf(value));
      for (const [name, member] of Object.entries(map)) if (!merged.has(name)) merged.set(name, member as Json); // of a Json
    }
  }

  #key(node: Node | null): string {
    const key = this.#value(node);
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'boolean') return String(key);
    throw new NotJson(key === null ? 'unsupported map key: null' : 'a map or list cannot be a key', offsetOf(node));
  }
}
