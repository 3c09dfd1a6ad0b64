import { valued, type Flag, type Flags } from './flags.ts';

/** `--field-manager`: as whom the server is to know whoever writes. */
export const fieldManagerFlag: Flag = valued('field-manager');

/** How a command signs what it writes; each has a name of its own. */
export const signedBy = (flags: Flags, usual: string): string => flags.text('field-manager') ?? usual;
