import type { Flag, Flags } from './flags.ts';

/** `--dry-run=client` and `--dry-run=server`; both ask the server here, and neither changes anything. */
export const dryRunFlag: Flag = { name: 'dry-run', bare: 'client' };

export const isDryRun = (flags: Flags): boolean => {
  const value = flags.text('dry-run');
  return value === 'client' || value === 'server';
};

/** What result lines end with. */
export const dryRunSuffix = (flags: Flags): string => {
  const value = flags.text('dry-run');
  if (value === 'client') return ' (dry run)';
  return value === 'server' ? ' (server dry run)' : '';
};
