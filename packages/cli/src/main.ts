#!/usr/bin/env node
import { execute } from './execute.ts';
import { processTerminal } from './terminal.ts';

// Whoever reads us may stop reading, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await execute(process.argv.slice(2), processTerminal(), (process.env['ORRERY_DEBUG'] ?? '') !== '');
