import * as E from 'fp-ts/lib/Either.js';
import { startDigest } from '../log-digest.ts';
import { crc32 } from './crc32.ts';
import { logFileError, type LogFileError, type Torn } from './failure.ts';
import { decodeFrameHeader, frameHeaderLength, type FrameHeader } from './frame-header.ts';
import { decodeHeader, type LogHeader } from './header.ts';

/** A log file walked from end to end, with every checksum and the chain of digests verified. */
export interface ScannedLog {
  readonly header: LogHeader;
  readonly events: number;
  /** The digest that the last whole frame speaks of. */
  readonly digest: string;
  /** Present when the log was not closed: nothing says that its last event was the run's last. */
  readonly torn?: Torn;
}

/** Takes the frames of a scan one after the other; `bodyAt` is where in the bytes the body begins. Gives what is wrong with one. */
export type FrameVisitor = (
  frame: FrameHeader,
  bodyAt: number,
) => { readonly kind: LogFileError['kind']; readonly what: string } | undefined;

/** Checks the frame at `at` against what came before: first its bytes, then its place in the chain. */
const check = (
  bytes: Uint8Array,
  at: number,
  frame: FrameHeader,
  events: number,
  digest: string,
): E.Either<LogFileError, void> => {
  const bodyAt = at + frameHeaderLength;
  if (crc32(bytes, bodyAt, bodyAt + frame.bodyLength) !== frame.bodyChecksum)
    return E.left(logFileError('corrupt', events, at, 'the checksum of a frame does not fit it'));
  if (frame.first !== events + 1)
    return E.left(
      logFileError('corrupt', events, at, `a frame begins with position ${frame.first} instead of ${events + 1}`),
    );
  if (frame.before !== digest)
    return E.left(
      logFileError('digest', events, at, `a frame follows digest ${frame.before}, but the log so far has ${digest}`),
    );
  if (frame.sort === 'end' && frame.after !== digest)
    return E.left(
      logFileError('digest', events, at, `the log ends with digest ${digest}, but its end says ${frame.after}`),
    );
  return E.right(undefined);
};

/**
 * Walks a log file. A file that ends within a frame, or without its end frame, is torn: what precedes is given. A frame header has a
 * checksum of its own, so that a damaged length is told from a missing end.
 */
export const scanLogFile = (
  bytes: Uint8Array,
  begin: (header: LogHeader) => E.Either<LogFileError, FrameVisitor>,
): E.Either<LogFileError, ScannedLog> => {
  const decoded = decodeHeader(bytes);
  if (E.isLeft(decoded)) return decoded;
  const { header, end } = decoded.right;
  const visitor = begin(header);
  if (E.isLeft(visitor)) return visitor;
  let digest = startDigest(header.seed, header.scenario).hex();
  let events = 0;
  let at = end;
  const torn = (): E.Either<LogFileError, ScannedLog> =>
    E.right({ header, events, digest, torn: { bytesDropped: bytes.length - at, keptEvents: events } });
  while (bytes.length - at >= frameHeaderLength) {
    const frame = decodeFrameHeader(bytes, at);
    if (typeof frame === 'string') return E.left(logFileError('corrupt', events, at, frame));
    const bodyAt = at + frameHeaderLength;
    if (bodyAt + frame.bodyLength > bytes.length) return torn();
    const checked = check(bytes, at, frame, events, digest);
    if (E.isLeft(checked)) return checked;
    const wrong = visitor.right(frame, bodyAt);
    if (wrong !== undefined) return E.left(logFileError(wrong.kind, events, at, wrong.what));
    at = bodyAt + frame.bodyLength;
    events += frame.events;
    digest = frame.after;
    if (frame.sort === 'end') {
      if (at === bytes.length) return E.right({ header, events, digest });
      return E.left(logFileError('corrupt', events, at, `${bytes.length - at} bytes follow the end of the log`));
    }
  }
  return torn();
};
