#!/usr/bin/env node
import { setImmediate } from 'node:timers/promises';
import { execute } from './execute.ts';
import { processTerminal } from './terminal.ts';

// Whoever reads us may stop reading, as `head` does: that is no error, and what is being done is done to its end. Anything else
// that keeps us from writing, such as a full disk, is told where somebody may still hear of it.
let unwritten: string | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') unwritten ??= error.message;
});
process.stderr.on('error', () => undefined);

process.exitCode = await execute(process.argv.slice(2), processTerminal(), (process.env['ORRERY_DEBUG'] ?? '') !== '');

await setImmediate();
if (unwritten !== undefined) {
  process.stderr.write(`the output could not be written: ${unwritten}\n`);
  process.exitCode = 2;
}
