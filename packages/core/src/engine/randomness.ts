/// <reference path="./seedrandom.d.ts" />
// The package's main file asks for node's crypto; this one does not, and runs anywhere.
import alea from 'seedrandom/lib/alea.js';
import { finish, mix } from './hash.ts';

/** The key of one stream of randomness: two words that depend on the seed, the component class and the purpose. */
export interface StreamKey {
  readonly a: number;
  readonly b: number;
}

/** Derives a stream's key. The only place that seedrandom serves: everything after is counter-based. */
export const streamKey = (seed: number, componentClass: string, purpose: string): StreamKey => {
  if (componentClass.includes('/'))
    throw new Error(
      `the component class "${componentClass}" contains a slash. The part after it belongs in the purpose: ` +
        'otherwise two streams that differ only in where the slash falls would be one.',
    );
  const generator = alea(`${seed}/${componentClass}/${purpose}`);
  return { a: generator.int32(), b: generator.int32() };
};

/**
 * The random 32-bit number, from 0, that belongs to (key, entity, incarnation, n): a function and not a stream,
 * so that one draw more or less changes no other. The last three are 32-bit integers.
 */
export const drawUint32 = (key: StreamKey, entity: number, incarnation: number, n: number): number => {
  const first = finish(mix(mix(key.a, entity), incarnation));
  return finish(mix(mix(first ^ key.b, n), entity)) >>> 0;
};

/**
 * A whole number from 0 up to, not including, `bound`, which is at most 2³². Some values are likelier than others by
 * at most one in 2³² / bound.
 */
export const drawBelow = (key: StreamKey, entity: number, incarnation: number, n: number, bound: number): number =>
  Math.floor((drawUint32(key, entity, incarnation, n) / 0x1_0000_0000) * bound);
