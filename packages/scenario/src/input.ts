import * as t from 'io-ts';
import type { Json } from '@orrery/core/engine';
import { kindNames } from '@orrery/core/cluster';
import { checked } from './checked.ts';
import { closed } from './closed.ts';
import { DurationText, EpochText, FilledText, oneOf, Text, whole } from './scalar.ts';
import { FaultStep } from './step.ts';

const anyJson = new t.Type<Json, Json>(
  'JSON',
  (_value): _value is Json => true,
  (value) => t.success(value as Json),
  (value) => value,
); // what a YAML or JSON reader gives is JSON

/** A request of the API that changes something, member by member as core's `Request`. */
const RecordedRequest = closed(
  'Request',
  {
    verb: oneOf('verb', ['create', 'update', 'patch', 'delete', 'deletecollection']),
    kind: oneOf('kind', kindNames),
    namespace: Text,
    name: Text,
  },
  {
    subresource: oneOf('subresource', ['', 'status', 'scale', 'eviction', 'binding']),
    body: anyJson,
    patchType: oneOf('patchType', ['json', 'merge', 'strategic', 'apply']),
    labelSelector: Text,
    fieldSelector: Text,
    graceSeconds: whole('a whole number', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    propagation: oneOf('propagation', ['Foreground', 'Background', 'Orphan']),
    preconditions: closed('Preconditions', {}, { uid: Text, resourceVersion: Text }),
    fieldValidation: oneOf('fieldValidation', ['Strict', 'Warn', 'Ignore']),
    fieldManager: Text,
    force: t.boolean,
  },
);

const given = {
  /** The command that it was part of, as a person would name it. */
  command: FilledText,
  request: RecordedRequest,
  /** How the client's texts named instant 0, where that was not the run's own epoch. */
  epoch: EpochText,
  fault: FaultStep,
};

const oneThing = ({
  request,
  fault,
  epoch,
}: {
  readonly request?: unknown;
  readonly fault?: unknown;
  readonly epoch?: unknown;
}): string | undefined => {
  if ((request === undefined) === (fault === undefined)) return 'an input has either a request or a fault';
  return epoch !== undefined && request === undefined ? '"epoch" belongs to a request' : undefined;
};

export type RecordedRequest = t.TypeOf<typeof RecordedRequest>;

/** Something that came from outside of a run: a request to the API, or a fault. */
export const Input = checked(closed('Input', {}, given), oneThing);
export interface Input extends t.TypeOf<typeof Input> {}

/** An input and when it came: at the end of that instant, when everything else that was due had happened. */
export const TimedInput = checked(closed('Input', { at: DurationText }, given), oneThing);
export interface TimedInput extends t.TypeOf<typeof TimedInput> {}
