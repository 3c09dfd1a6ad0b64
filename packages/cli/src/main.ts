#!/usr/bin/env node
import { CommanderError, InvalidArgumentError } from 'commander';
import { commanderExitCode, program } from './program.ts';
import { processTerminal } from './terminal.ts';
import { HoldError, UsageError } from './usage-error.ts';

// Whoever reads us may stop reading, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal = processTerminal();

try {
  await program(terminal, (exitCode) => {
    process.exitCode = exitCode;
  }).parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    // What is thrown while options are read has been said already; what an action finds wrong has not.
    if (error instanceof InvalidArgumentError) terminal.err(`error: ${error.message}\n`);
    process.exitCode = commanderExitCode(error);
  } else if (error instanceof UsageError || error instanceof HoldError) {
    terminal.err(`${error.message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  } else {
    const told = error instanceof Error ? error.message : String(error);
    terminal.err(`orrery is at fault here, not you: ${told}\nORRERY_DEBUG=1 shows where.\n`);
    if ((process.env['ORRERY_DEBUG'] ?? '') !== '' && error instanceof Error) terminal.err(`${error.stack ?? ''}\n`);
    process.exitCode = 2;
  }
}
