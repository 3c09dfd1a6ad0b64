/** Something wrong with a scenario's file, and where. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `file:line:column: message`, as compilers write it. */
export const problemText = ({ file, line, column, message }: Problem): string =>
  `${file}:${line}:${column}: ${message}`;

/** Problems in the order of the file, each once. */
export const inFileOrder = (problems: readonly Problem[]): readonly Problem[] => {
  const seen = new Set<string>();
  return [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .filter((problem) => {
      const text = problemText(problem);
      return !seen.has(text) && seen.add(text);
    });
};
