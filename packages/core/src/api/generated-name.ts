/** Letters and digits that make no words and are not mistaken for one another. Source: k8s.io/apimachinery util/rand. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Longest prefix of a generated name, so that the whole stays a label. Source: names.SimpleNameGenerator. */
const prefixMax = 58;

/** generateName with five random characters. `random(bound)` gives a whole number below its bound. */
export const generatedName = (prefix: string, random: (bound: number) => number): string => {
  let suffix = '';
  for (let i = 0; i < 5; i++) suffix += alphabet[random(alphabet.length)] ?? '';
  return prefix.slice(0, prefixMax) + suffix;
};

/** A number in the same alphabet, digit by digit, as hashes in names are written. Source: rand.SafeEncodeString. */
export const safeEncode = (text: string): string =>
  Array.from(text, (char) => alphabet[char.charCodeAt(0) % alphabet.length] ?? '').join('');
