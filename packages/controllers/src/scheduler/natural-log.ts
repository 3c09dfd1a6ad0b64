/** The natural logarithm of 2. */
const ln2 = 0.693_147_180_559_945_3;

/**
 * The natural logarithm of a number of at least 1. Math.log may differ in the last bit from one engine to the next, and scores are
 * rounded from it; sums, products and quotients do not differ.
 */
export const naturalLog = (value: number): number => {
  let [rest, halvings] = [value, 0];
  while (rest > 1.5) {
    rest /= 2;
    halvings++;
  }
  // ln(x) = 2 (y + y³/3 + y⁵/5 + …) with y = (x - 1) / (x + 1), which here is at most a third.
  const y = (rest - 1) / (rest + 1);
  let [sum, power] = [0, y];
  for (let n = 1; n <= 35; n += 2) {
    sum += power / n;
    power *= y * y;
  }
  return 2 * sum + halvings * ln2;
};
