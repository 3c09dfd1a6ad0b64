import * as E from 'fp-ts/lib/Either.js';
import { decodeLogFile, type DecodedLog } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import { readBytes } from './files.ts';
import type { Terminal } from './terminal.ts';
import { HoldError, UsageError } from './usage-error.ts';

export type ClusterLog = DecodedLog<typeof clusterEvents>;

/** Reads and verifies a log. A torn one is read as far as it is whole, with a warning. */
export const readLog = (path: string, { err }: Terminal): ClusterLog => {
  const decoded = decodeLogFile(readBytes(path), clusterEvents);
  if (E.isLeft(decoded)) {
    const message = `${path}: ${decoded.left.message}`;
    throw decoded.left.kind === 'digest' ? new HoldError(message) : new UsageError(message);
  }
  const { torn } = decoded.right;
  if (torn !== undefined)
    err(
      `${path}: warning: the log was not closed; ${torn.keptEvents} events are whole, ${torn.bytesDropped} bytes after them are lost\n`,
    );
  return decoded.right;
};
