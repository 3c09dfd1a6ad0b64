import { expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['x'.repeat(130), '3afbb132863c57f08bdc32205eb6c63775397a9953819218a1f4b7cbdc0ff90f'],
])('AD-6: SHA-256 of %j', (text, digest) => {
  expect(sha256(text)).toBe(digest);
});
