import * as E from 'fp-ts/lib/Either.js';
import type { JsonObject } from '@orrery/core/engine';
import { readMessage } from './message.ts';
import { Malformed, Reader, wireTypes } from './reader.ts';
import { registered } from './registry.ts';

/** The content type of protobuf bodies. */
export const protobufType = 'application/vnd.kubernetes.protobuf';

/** `k8s` and a zero byte stand before every message. */
const prefix = [0x6b, 0x38, 0x73, 0x00];

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly contentEncoding: string;
  readonly contentType: string;
  readonly raw: Reader;
}

type Texts = Map<number, Reader>;

/** The members of a message of which all have a length before them; of each the last. */
const readDelimitedMembers = (reader: Reader): Texts => {
  const members: Texts = new Map();
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (wireType === wireTypes.delimited) members.set(number, reader.delimited());
    else reader.skip(wireType);
  }
  return members;
};

const empty = new Reader(new Uint8Array(0), 0, 0);

/** runtime.Unknown: which kind it is (1), the message (2), how it is encoded (3) and what it is (4). */
const readEnvelope = (bytes: Uint8Array): Envelope => {
  const members = readDelimitedMembers(new Reader(bytes, prefix.length, bytes.length));
  const type = readDelimitedMembers(members.get(1) ?? empty);
  return {
    apiVersion: type.get(1)?.text() ?? '',
    kind: type.get(2)?.text() ?? '',
    raw: members.get(2) ?? empty,
    contentEncoding: members.get(3)?.text() ?? '',
    contentType: members.get(4)?.text() ?? '',
  };
};

const decodeBody = (bytes: Uint8Array): E.Either<string, JsonObject> => {
  const { apiVersion, kind, raw, contentEncoding, contentType } = readEnvelope(bytes);
  if (contentEncoding !== '' || (contentType !== '' && contentType !== protobufType))
    return E.left(`the body holds ${contentType || 'a message'} ${contentEncoding}, which cannot be read`);
  const known = registered(apiVersion, kind);
  if (known === undefined) return E.left(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return E.right({ apiVersion, kind, ...readMessage(raw, known.schema, known.package) });
};

/**
 * Reads a request body of type `application/vnd.kubernetes.protobuf` as the JSON object that it stands for: times and
 * quantities as texts, bytes in base64, members that Go's JSON leaves out left out, unknown ones too. Nothing is defaulted
 * or checked beyond that. What is no such body is a message, in the words of Kubernetes; nothing is thrown, and the work
 * and the memory grow with the number of bytes alone.
 */
export const decodeProtobuf = (bytes: Uint8Array): E.Either<string, JsonObject> => {
  if (bytes.length === 0) return E.left('empty data');
  if (prefix.some((byte, i) => bytes[i] !== byte))
    return E.left(`provided data does not appear to be a protobuf message, expected prefix [${prefix.join(' ')}]`);
  if (bytes.length === prefix.length) return E.left('empty body');
  try {
    return decodeBody(bytes);
  } catch (failure) {
    // Only bytes that are no message are a refusal; anything else is a bug of ours and goes on.
    if (failure instanceof Malformed) return E.left(failure.message);
    throw failure;
  }
};
