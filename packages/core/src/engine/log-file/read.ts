import * as E from 'fp-ts/lib/Either.js';
import type { EventOf, EventSchema } from '../event-schema.ts';
import { shapesOf } from '../log-shape.ts';
import { Log } from '../log.ts';
import { logFileError, type LogFileError, type Torn } from './failure.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { schemaFingerprint, type LogHeader } from './header.ts';
import { scanLogFile, type FrameVisitor, type ScannedLog } from './scan.ts';

/** A log read from a file. With `torn`, the log holds what the whole frames held. */
export interface DecodedLog<Schema extends EventSchema> {
  readonly header: LogHeader;
  readonly log: Log<EventOf<Schema>>;
  readonly torn?: Torn;
}

/**
 * Reads a log file written with the same event types. Every checksum is verified, and every event fed to the digest anew. Never
 * throws, and gives either the events that were written, or the first of them with `torn`, or what is wrong.
 */
export const decodeLogFile = <Schema extends EventSchema>(
  bytes: Uint8Array,
  schema: Schema,
): E.Either<LogFileError, DecodedLog<Schema>> => {
  let log: Log<EventOf<Schema>> | undefined;
  const begin = (header: LogHeader): E.Either<LogFileError, FrameVisitor> => {
    const known = schemaFingerprint(schema);
    if (header.schema !== known) return E.left(otherSchema(header, known));
    log = new Log<EventOf<Schema>>(schema, header.seed, { scenario: header.scenario });
    return E.right(reading(bytes, schema, log));
  };
  return E.map(({ header, torn }: ScannedLog): DecodedLog<Schema> => {
    if (log === undefined) throw new Error('a log file was scanned to its end without its header having been seen');
    return { header, log, ...(torn === undefined ? {} : { torn }) };
  })(scanLogFile(bytes, begin));
};

const reading = <Schema extends EventSchema>(
  bytes: Uint8Array,
  schema: Schema,
  log: Log<EventOf<Schema>>,
): FrameVisitor => {
  const decoder = new FrameDecoder(shapesOf(schema), log.dictionary);
  return (frame, bodyAt) => {
    const columns = decoder.decode(bytes, bodyAt, frame);
    if (typeof columns === 'string') return { kind: 'corrupt', what: columns };
    log.appendColumns(columns);
    if (log.digest() === frame.after) return undefined;
    return { kind: 'digest', what: `the events of a frame lead to digest ${log.digest()}, but it says ${frame.after}` };
  };
};

const otherSchema = ({ engineVersion, schema }: LogHeader, known: string): LogFileError =>
  logFileError(
    'version',
    0,
    0,
    `it was written by engine version ${engineVersion}, whose event types (${schema}) are not those of this one (${known})`,
  );
