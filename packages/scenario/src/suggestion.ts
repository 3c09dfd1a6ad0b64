/** How many letters must be changed, added, dropped or swapped with a neighbour to make one text of the other. */
const distance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? i) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
};

/** ` (did you mean "x"?)` for the known word that looks most like this one, or nothing when none does. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  if (word.length > 64) return '';
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly text: string; readonly cost: number } | undefined;
  for (const text of known) {
    const cost = text.toLowerCase() === word.toLowerCase() ? 0 : distance(word.toLowerCase(), text.toLowerCase());
    if (cost <= limit && (best === undefined || cost < best.cost)) best = { text, cost };
  }
  return best === undefined ? '' : ` (did you mean "${best.text}"?)`;
};
