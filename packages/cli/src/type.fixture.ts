import { execute } from './execute.ts';

/** Types a command line in this process; gives its exit code and what it said. */
export const type = async (
  ...words: readonly string[]
): Promise<{ readonly exitCode: number; readonly out: string; readonly err: string }> => {
  let out = '';
  let err = '';
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    colour: false,
  };
  return { exitCode: await execute(words, terminal), out, err };
};
