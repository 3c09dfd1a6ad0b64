import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { canonicalJson } from '../canonical-json.ts';
import type { EventSchema } from '../event-schema.ts';
import { Digest } from '../hash.ts';
import type { Json } from '../json.ts';
import { crc32 } from './crc32.ts';
import { logFileError, type LogFileError } from './failure.ts';
import { utf8Decode, utf8Encode } from './utf8.ts';
import { ByteWriter } from './varint.ts';

/** The only format there has been. It grows when a reader of this one would misread the bytes. */
export const logFormat = 1;

/** A plain number that passes a check: these fields need no brand. */
const numberThat = (name: string, passes: (value: number) => boolean): t.Type<number> => {
  const is = (value: unknown): value is number => typeof value === 'number' && passes(value);
  return new t.Type(
    name,
    is,
    (value, context) => (is(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  );
};
const whole = numberThat('whole number', Number.isSafeInteger);
const natural = numberThat('whole number from 0', (value) => Number.isSafeInteger(value) && value >= 0);

/** Any JSON value. Walks without recursion, because the depth of what a file holds is the file's choice. */
const isJson = (value: unknown): value is Json => {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'object' && next !== null) {
      for (const member of Object.values(next)) left.push(member);
    } else if (next !== null && typeof next !== 'boolean' && typeof next !== 'string' && !Number.isFinite(next))
      return false;
  }
  return true;
};

const JsonValue = new t.Type<Json>(
  'JSON',
  isJson,
  (value, context) => (isJson(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** What a log file says of the run whose events it holds: enough to show it, and to execute it again. */
export const LogHeader = t.readonly(
  t.strict({
    format: t.literal(logFormat),
    engineVersion: t.string,
    /** Name of the run, as its scenario has it. */
    name: t.string,
    seed: natural,
    /** Instant 0, in whole seconds since 1970-01-01T00:00:00Z. */
    epoch: whole,
    kubernetesVersion: t.string,
    /** The normalised description of the run, from which it can be executed again; the digest covers it. Null for none. */
    scenario: JsonValue,
    /** Names by number, as events refer to them. */
    actors: t.readonlyArray(t.string),
    /** `schemaFingerprint` of the event types. */
    schema: t.string,
    /** Where the run left the default choices. */
    deviations: t.readonlyArray(t.readonly(t.strict({ step: natural, pick: natural }))),
  }),
  'LogHeader',
);
export interface LogHeader extends t.TypeOf<typeof LogHeader> {}

/** A hash of the event types with their fields, in order: logs with the same one can be read. */
export const schemaFingerprint = (schema: EventSchema): string => {
  const digest = Digest.start(0);
  digest.string(JSON.stringify(Object.entries(schema).map(([name, fields]) => [name, Object.entries(fields)])));
  return digest.hex();
};

/** What a run says of itself. */
export type LogRun = Omit<LogHeader, 'format' | 'schema'>;

/** The header of a log with this schema. */
export const logHeader = (run: LogRun, schema: EventSchema): LogHeader => ({
  ...run,
  format: logFormat,
  schema: schemaFingerprint(schema),
});

/** The first bytes of every log: one that is no text, the name, and a line feed that a change of line ends would spoil. */
const magic: readonly number[] = [0x89, 0x4f, 0x52, 0x52, 0x45, 0x52, 0x59, 0x0a];

/** Where the JSON starts: after the magic, its length and a checksum over length and JSON. */
const jsonStart = 16;

/** The header as the file begins with it. */
export const encodeHeader = (header: LogHeader): Uint8Array<ArrayBuffer> => {
  // LogHeader.encode gives what JSON.parse gives back: every field of it is JSON.
  const json = utf8Encode(canonicalJson(LogHeader.encode(header) as unknown as Json));
  const out = new ByteWriter();
  out.append(Uint8Array.from(magic));
  out.word(json.length);
  out.word(headerChecksum(json.length, json, 0, json.length));
  out.append(json);
  return out.take();
};

const headerChecksum = (length: number, bytes: Uint8Array, from: number, to: number): number =>
  (crc32(bytes, from, to) ^ Math.imul(length, 0x9e3779b1)) >>> 0;

/** A header, and where in the file the frames begin. */
export interface DecodedHeader {
  readonly header: LogHeader;
  readonly end: number;
}

const corrupt = (byteOffset: number, what: string): E.Either<LogFileError, never> =>
  E.left(logFileError('corrupt', 0, byteOffset, what));

/** Reads the header. A log whose header is not whole holds no event, so it is corrupt rather than torn. */
export const decodeHeader = (bytes: Uint8Array): E.Either<LogFileError, DecodedHeader> => {
  if (bytes.length === 0) return corrupt(0, 'the file is empty, not a log');
  const strange = magic.findIndex((byte, i) => i < bytes.length && bytes[i] !== byte);
  if (strange >= 0) return corrupt(strange, 'not a log: the file does not begin as logs do');
  if (bytes.length < jsonStart) return corrupt(bytes.length, 'not a whole log: the file ends within its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(8, true);
  const end = jsonStart + length;
  if (end > bytes.length)
    return corrupt(bytes.length, `not a whole log: the file ends within its header, which should reach byte ${end}`);
  if (view.getUint32(12, true) !== headerChecksum(length, bytes, jsonStart, end))
    return corrupt(8, 'the checksum of the header does not fit it');
  return pipe(
    E.tryCatch(
      (): unknown => JSON.parse(utf8Decode(bytes, jsonStart, end)),
      () => logFileError('corrupt', 0, jsonStart, 'the header is not JSON'),
    ),
    E.chain(readFields),
    E.map((header) => ({ header, end })),
  );
};

const FormatOnly = t.type({ format: t.number });

const readFields = (json: unknown): E.Either<LogFileError, LogHeader> => {
  if (FormatOnly.is(json) && json.format !== logFormat)
    return E.left(
      logFileError('version', 0, jsonStart, `this is format ${json.format} of the log; known is format ${logFormat}`),
    );
  const header = LogHeader.decode(json);
  if (E.isRight(header)) return header;
  return corrupt(jsonStart, `the header says ${PathReporter.report(header).slice(0, 3).join('; ')}`);
};
