import * as E from 'fp-ts/lib/Either.js';
import type { ServerResponse } from 'node:http';
import type { AnyRecord } from '@orrery/core/cluster';
import { listRecords } from '@orrery/core/api';
import { drained } from '../http/drained.ts';
import { failed, rejected, type Failure, type Outcome } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ResourceRoute } from '../http/route.ts';
import type { ServedCluster } from '../served-cluster.ts';
import { readContinueToken, writeContinueToken, type ContinueToken } from './continue-token.ts';
import type { ListOptions } from './list-options.ts';
import { includeOf, shownList, type ShownList, type View } from './view.ts';
import { formatYaml } from '@orrery/kubectl';
import type { Json } from '@orrery/core/engine';

/** A selection of records as of a position, in the order of lists. */
interface Snapshot {
  readonly position: number;
  readonly records: readonly AnyRecord[];
}

/** So many lists that are read page by page are kept; of others the past is folded again. */
const mostKept = 8;

/** Lists that clients are in the middle of. Records never change, so a snapshot is a list of references. */
export class Snapshots {
  readonly #kept = new Map<string, Snapshot>();

  get(key: string): Snapshot | undefined {
    return this.#kept.get(key);
  }

  keep(key: string, snapshot: Snapshot): void {
    this.#kept.delete(key);
    this.#kept.set(key, snapshot);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** The version that was asked for has not come yet. Source: `NewTooLargeResourceVersionError`. */
export const tooLargeVersion = (asked: number, current: number): Failure => ({
  code: 504,
  reason: 'Timeout',
  message: `Too large resource version: ${asked}, current: ${current}`,
  details: {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  },
});

/** The position whose state a list shows. */
const positionOf = (
  served: ServedCluster,
  { resourceVersion, versionMatch, continueToken, limit }: ListOptions,
  token: ContinueToken | undefined,
): E.Either<Failure, number> => {
  const { position } = served;
  if (continueToken !== '' && token !== undefined)
    return token.position > position ? E.left(expired(token.position)) : E.right(token.position);
  if (resourceVersion === undefined || resourceVersion === 0) return E.right(position);
  if (resourceVersion > position) return E.left(tooLargeVersion(resourceVersion, position));
  // A version with a limit and no match means exactly that version. Source: `GetListOptions` of the API server's storage.
  const exactly = versionMatch === 'Exact' || (versionMatch === '' && limit > 0);
  return E.right(exactly ? resourceVersion : position);
};

/** A list from before a rewind cannot be gone on with. */
const expired = (position: number): Failure => ({
  code: 410,
  reason: 'Expired',
  message: `The provided continue parameter is too old to display a consistent list result: version ${position} is of a run that was wound back. You must start a new list without the continue parameter.`,
});

const isAfter = ({ meta }: AnyRecord, { namespace, name }: ContinueToken): boolean =>
  meta.namespace > namespace || (meta.namespace === namespace && meta.name > name);

const beginning = (records: readonly AnyRecord[], token: ContinueToken | undefined): number => {
  if (token === undefined) return 0;
  const found = records.findIndex((record) => isAfter(record, token));
  return found < 0 ? records.length : found;
};

/** What there is in the state of a position, as references to records. */
const snapshotOf = (
  served: ServedCluster,
  snapshots: Snapshots,
  { kind, namespace }: ResourceRoute,
  options: ListOptions,
  position: number,
): E.Either<Outcome, Snapshot> => {
  const { labelSelector, fieldSelector } = options;
  const key = JSON.stringify([served.era, kind, namespace, labelSelector, fieldSelector, position]);
  const kept = snapshots.get(key);
  if (kept !== undefined) return E.right(kept);
  const records = listRecords(served.server(position), {
    verb: 'list',
    kind,
    namespace,
    name: '',
    labelSelector,
    fieldSelector,
  });
  if (E.isLeft(records)) return E.left(rejected(records.left));
  const snapshot = { position, records: records.right };
  if (options.limit > 0 && records.right.length > options.limit) snapshots.keep(key, snapshot);
  return E.right(snapshot);
};

/** Answers a list, whole or a page of it, of now or of any past version. */
export const answerList = (
  served: ServedCluster,
  snapshots: Snapshots,
  route: ResourceRoute,
  options: ListOptions,
  { query, wanted }: Exchange,
): Outcome => {
  const token = options.continueToken === '' ? E.right(undefined) : readContinueToken(options.continueToken);
  if (E.isLeft(token)) return failed(token.left);
  const position = positionOf(served, options, token.right);
  if (E.isLeft(position)) return failed(position.left);
  const include = includeOf(query);
  if (include === undefined)
    return failed({
      code: 400,
      reason: 'BadRequest',
      message: `unrecognized includeObject value: ${JSON.stringify(query.get('includeObject'))}`,
    });
  const snapshot = snapshotOf(served, snapshots, route, options, position.right);
  if (E.isLeft(snapshot)) return snapshot.left;
  const { records } = snapshot.right;
  const from = beginning(records, token.right);
  const to = options.limit > 0 ? Math.min(records.length, from + options.limit) : records.length;
  const last = records[to - 1];
  const more = to < records.length && last !== undefined;
  const { epoch, now } = served.server(position.right);
  const view: View = { as: wanted.as, include, epoch, now };
  const list = shownList(route.kind, view, {
    position: position.right,
    continueToken: more
      ? writeContinueToken({ position: position.right, namespace: last.meta.namespace, name: last.meta.name })
      : '',
    // Upstream does not know how many are left where a selector chooses.
    remaining: more && options.labelSelector === '' && options.fieldSelector === '' ? records.length - to : 0,
  });
  const page = records.slice(from, to);
  if (wanted.form === 'yaml') {
    const whole = `${list.head}${page.map((record) => JSON.stringify(list.item(record))).join(',')}${list.tail}`;
    return { code: 200, contentType: 'application/yaml', body: formatYaml(JSON.parse(whole) as Json) }; // it was JSON
  }
  return (response) => {
    void writeList(response, list, page);
  };
};

/** Items between two looks at whether the client keeps up. */
const itemsAtOnce = 200;

/** Writes a list as fast as the client takes it: however long, it is never in memory as a whole. */
const writeList = async (
  response: ServerResponse,
  { head, item, tail }: ShownList,
  page: readonly AnyRecord[],
): Promise<void> => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  let text = head;
  for (let i = 0; i < page.length; i += itemsAtOnce) {
    const part = page.slice(i, i + itemsAtOnce).map((record) => JSON.stringify(item(record)));
    text += `${i === 0 ? '' : ','}${part.join(',')}`;
    if (!response.write(text)) await drained(response);
    text = '';
    if (response.destroyed) return;
  }
  response.end(text + tail);
};
