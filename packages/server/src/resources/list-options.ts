import * as E from 'fp-ts/lib/Either.js';
import type { Failure } from '../http/answer.ts';
import { flagIn } from '../http/exchange.ts';

/** How a state is chosen by its version. */
export type VersionMatch = 'Exact' | 'NotOlderThan' | '';

/** What the query of a list or watch asks for. Source: `ListOptions` of meta/v1. */
export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: all. */
  readonly limit: number;
  readonly continueToken: string;
  /** Position in the log; undefined: not said. */
  readonly resourceVersion: number | undefined;
  readonly versionMatch: VersionMatch;
  readonly watch: boolean;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  /** Of wall time; 0: for ever. */
  readonly timeoutSeconds: number;
}

interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** Options that do not go together, in the API server's words. */
const invalidOptions = (causes: readonly Cause[]): Failure => {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return {
    code: 422,
    reason: 'Invalid',
    message: `ListOptions.meta.k8s.io "" is invalid: ${list}`,
    details: { group: 'meta.k8s.io', kind: 'ListOptions', causes: causes.map((cause) => ({ ...cause })) },
  };
};

const badOption = (text: string): Failure => ({ code: 400, reason: 'BadRequest', message: text });

const forbidden = (field: string, message: string): Cause => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${message}`,
});

const wholeNumber = (query: URLSearchParams, name: string): E.Either<Failure, number> => {
  const text = query.get(name) ?? '';
  if (text === '') return E.right(0);
  const value = Number(text);
  return /^-?\d{1,18}$/.test(text) && Number.isSafeInteger(value)
    ? E.right(value)
    : E.left(badOption(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`));
};

const versionIn = (text: string): E.Either<Failure, number | undefined> => {
  if (text === '') return E.right(undefined);
  if (/^\d{1,15}$/.test(text)) return E.right(Number(text));
  return E.left({
    code: 400,
    reason: 'BadRequest',
    message: `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  });
};

/** Whether version, match and initial events go together. Source: `ValidateListOptions` of apimachinery. */
const judged = ({
  resourceVersion,
  versionMatch,
  watch,
  sendInitialEvents,
  bookmarks,
  continueToken,
}: ListOptions): readonly Cause[] => {
  const causes: Cause[] = [];
  if (versionMatch !== '' && sendInitialEvents === undefined) {
    if (watch)
      causes.push(
        forbidden(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
        ),
      );
    if (resourceVersion === undefined)
      causes.push(
        forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
      );
    if (continueToken !== '')
      causes.push(forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'));
    if (versionMatch === 'Exact' && resourceVersion === 0)
      causes.push(
        forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      );
  }
  if (sendInitialEvents === undefined) return causes;
  if (!watch) causes.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  else if (versionMatch !== 'NotOlderThan')
    causes.push(
      forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    );
  if (sendInitialEvents && !bookmarks)
    causes.push(forbidden('sendInitialEvents', 'sendInitialEvents requires allowWatchBookmarks'));
  return causes;
};

/** Reads the query of a list or watch. */
export const readListOptions = (query: URLSearchParams): E.Either<Failure, ListOptions> => {
  const limit = wholeNumber(query, 'limit');
  if (E.isLeft(limit)) return limit;
  const timeout = wholeNumber(query, 'timeoutSeconds');
  if (E.isLeft(timeout)) return timeout;
  const version = versionIn(query.get('resourceVersion') ?? '');
  if (E.isLeft(version)) return version;
  const match = query.get('resourceVersionMatch') ?? '';
  if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan')
    return E.left(
      invalidOptions([
        {
          reason: 'FieldValueNotSupported',
          field: 'resourceVersionMatch',
          message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan"`,
        },
      ]),
    );
  const options: ListOptions = {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    limit: Math.max(0, limit.right),
    continueToken: query.get('continue') ?? '',
    resourceVersion: version.right,
    versionMatch: match,
    watch: flagIn(query, 'watch') ?? false,
    bookmarks: flagIn(query, 'allowWatchBookmarks') ?? false,
    sendInitialEvents: flagIn(query, 'sendInitialEvents'),
    timeoutSeconds: Math.max(0, timeout.right),
  };
  const causes = judged(options);
  return causes.length > 0 ? E.left(invalidOptions(causes)) : E.right(options);
};
