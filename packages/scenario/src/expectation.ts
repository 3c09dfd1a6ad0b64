import type { ObjectExpectation, OutputExpectation } from './step.ts';

/** What was expected and what was seen, or undefined when they agree. */
export type Verdict = string | undefined;

const block = (text: string): string =>
  text.includes('\n') ? `\n${text.replace(/^/gm, '  ')}` : ` ${JSON.stringify(text)}`;

const texts = (
  {
    equals,
    contains,
    matches,
  }: { equals?: string | undefined; contains?: string | undefined; matches?: string | undefined },
  seen: string,
  what: string,
): Verdict => {
  if (equals !== undefined && seen !== equals.replace(/\n$/, ''))
    return `expected ${what} to be:${block(equals.replace(/\n$/, ''))}\nseen:${block(seen)}`;
  if (contains !== undefined && !seen.includes(contains))
    return `expected ${what} to contain:${block(contains)}\nseen:${block(seen)}`;
  if (matches !== undefined && !new RegExp(matches, 'm').test(seen))
    return `expected ${what} to match: /${matches}/\nseen:${block(seen)}`;
  return undefined;
};

/** Does a command's output agree with what was expected? `seen` is what it printed, without the last line break. */
export const judgeOutput = (wanted: OutputExpectation, seen: string, exitCode: number): Verdict => {
  if (wanted.exitCode !== undefined && wanted.exitCode !== exitCode)
    return `expected exit code ${wanted.exitCode}, seen ${exitCode}${seen === '' ? '' : ` with:${block(seen)}`}`;
  return texts({ equals: wanted.output, contains: wanted.contains, matches: wanted.matches }, seen, 'the output');
};

/** Does an object agree with what was expected? `seen` is what `kubectl get` printed of it. */
export const judgeObject = (wanted: ObjectExpectation, seen: string, exitCode: number): Verdict => {
  const { on, jsonpath, exists } = wanted;
  if (exists !== undefined)
    return (exitCode === 0) === exists
      ? undefined
      : `expected ${on} ${exists ? '' : 'not '}to exist; seen:${block(seen)}`;
  if (exitCode !== 0) return `expected ${jsonpath ?? ''} of ${on}; seen:${block(seen)}`;
  return texts(wanted, seen, `${jsonpath ?? ''} of ${on}`);
};

/** What a wait that was in vain had seen last, to be added to its failure. */
export const seenLast = (printed: readonly string[]): string => {
  const last = printed.findLast((line) => !line.startsWith('error: timed out'));
  return last === undefined ? '' : `; seen last: ${last}`;
};
