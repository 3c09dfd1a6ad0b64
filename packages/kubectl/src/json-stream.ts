import type { Json } from '@orrery/core/engine';

/** A JSON value in a text, and where it stands. */
interface JsonText {
  readonly from: number;
  readonly to: number;
  readonly value: Json;
}

/** Where the object that opens at `from` closes; quotes are passed over. */
const closing = (text: string, from: number): number => {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted) {
      if (char === '\\') i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1;
  }
  return text.length;
};

/** JSON objects one after the other, as kubectl takes them instead of YAML; undefined when the text is something else. */
export const jsonTexts = (text: string): readonly JsonText[] | undefined => {
  const texts: JsonText[] = [];
  for (let from = text.search(/\S/); from >= 0 && from < text.length;) {
    if (text.charAt(from) !== '{') return undefined;
    const to = closing(text, from);
    try {
      texts.push({ from, to, value: JSON.parse(text.slice(from, to)) as Json }); // JSON.parse gives JSON
    } catch {
      return undefined;
    }
    const next = text.slice(to).search(/\S/);
    from = next < 0 ? -1 : to + next;
  }
  return texts.length === 0 ? undefined : texts;
};
