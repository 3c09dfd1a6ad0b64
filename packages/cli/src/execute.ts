import { CommanderError, InvalidArgumentError } from 'commander';
import { commanderExitCode, program } from './program.ts';
import type { Terminal } from './terminal.ts';
import { HoldError, UsageError } from './usage-error.ts';

/** Runs a command line (without node and script) and gives its exit code. Every failure is told in a line, never as a stack. */
export const execute = async (words: readonly string[], terminal: Terminal, debug = false): Promise<number> => {
  let ended = 0;
  try {
    await program(terminal, (exitCode) => {
      ended = exitCode;
    }).parseAsync(words, { from: 'user' });
    return ended;
  } catch (error) {
    return failed(error, terminal, debug);
  }
};

const failed = (error: unknown, { err }: Terminal, debug: boolean): number => {
  // What commander finds wrong while it reads options it has said already; what an action finds wrong it has not.
  if (error instanceof InvalidArgumentError) err(`error: ${error.message}\n`);
  if (error instanceof CommanderError) return commanderExitCode(error);
  if (error instanceof UsageError || error instanceof HoldError) {
    err(`${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
  err(`orrery is at fault here, not you: ${error instanceof Error ? error.message : String(error)}\n`);
  err(debug && error instanceof Error ? `${error.stack ?? ''}\n` : 'ORRERY_DEBUG=1 shows where.\n');
  return 2;
};
