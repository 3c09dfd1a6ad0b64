/**
 * One line typed into a terminal: the lines that lead to its situation, the line, what the terminal then shows (`! ` marks
 * stderr; without the last line break), and the exit code. Data, so that any kubectl can be put to it.
 */
export type Case = readonly [given: readonly string[], line: string, shown: string, exitCode: number];

/** Cases that show one thing; the title names its rule. */
export interface CaseGroup {
  readonly title: string;
  readonly cases: readonly Case[];
}
