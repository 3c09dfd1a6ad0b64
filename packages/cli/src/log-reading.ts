import * as E from 'fp-ts/lib/Either.js';
import { decodeLogFile, type DecodedLog } from '@orrery/core/engine';
import { clusterEvents } from '@orrery/core/cluster';
import type { Place } from './arguments.ts';
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

/** The position that a place means, and the instant that is now there. */
export const placed = (
  { log }: ClusterLog,
  place: Place | undefined,
): { readonly position: number; readonly now: number } => {
  if (place === undefined) return { position: log.length, now: log.instantOf(log.length) };
  if (place.type === 'instant') return { position: log.positionAt(place.at), now: place.at };
  const { position } = place;
  if (position < 1 || position > log.length)
    throw new UsageError(
      `there is no position #${position}: ${log.length === 0 ? 'no event of the log is whole' : `the log has #1 to #${log.length}`}`,
    );
  return { position, now: log.instantOf(position) };
};
