/**
 * Why some bytes are not a log that can be used. `corrupt`: not a log, or not what was written. `version`: a log, but of a format
 * or with event types that this engine does not know. `digest`: whole, but its events are not those that its digests speak of.
 */
export interface LogFileError {
  readonly kind: 'corrupt' | 'version' | 'digest';
  /** Position of the last event before the trouble. */
  readonly position: number;
  /** Where in the bytes the trouble lies. */
  readonly byteOffset: number;
  /** One sentence with both. */
  readonly message: string;
}

/** What the end of a log that was not closed lost. */
export interface Torn {
  /** How many bytes follow the last whole frame; 0 when the bytes end between two frames. */
  readonly bytesDropped: number;
  readonly keptEvents: number;
}

export const logFileError = (
  kind: LogFileError['kind'],
  position: number,
  byteOffset: number,
  what: string,
): LogFileError => {
  const sort = kind === 'corrupt' ? 'corrupt log' : kind === 'version' ? 'log of another version' : 'digest mismatch';
  return {
    kind,
    position,
    byteOffset,
    message: `${sort}: ${what} (after position ${position}, at byte ${byteOffset})`,
  };
};
