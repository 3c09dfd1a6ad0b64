import * as E from 'fp-ts/lib/Either.js';
import type { ServerResponse } from 'node:http';
import type { JsonObject } from '@orrery/core/engine';
import { apiVersionOf, type AnyRecord, type WatchEventType } from '@orrery/core/cluster';
import { chosenRecords, readChoice, type Choice } from '@orrery/core/api';
import type { Happened } from '../change-feed.ts';
import { failed, failureStatus, rejected, type Failure, type Outcome } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import type { ResourceRoute } from '../http/route.ts';
import type { ServedCluster } from '../served-cluster.ts';
import { drained } from '../http/drained.ts';
import { tooLargeVersion } from './list.ts';
import type { ListOptions } from './list-options.ts';
import { includeOf, shownObject, type View } from './view.ts';
import type { WatchLines } from './watch-lines.ts';

/** Changes that are read at once. */
const changesAtOnce = 512;

/** Bytes that are written at once; a line is never cut. */
const bytesAtOnce = 65_536;

/** Milliseconds between two bookmarks. Source: the API server's minute. */
const bookmarkMs = 60_000;

/** What a watcher is shown of a change: nothing, or a type and the record. Entering or leaving the selection counts as coming and going. */
const seen = (
  { before, after }: Happened,
  choice: Choice,
): { readonly type: WatchEventType; readonly record: AnyRecord } | undefined => {
  const was = before !== undefined && choice(before);
  const is = after !== undefined && choice(after);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', record: after };
  if (!was) return undefined;
  return { type: 'DELETED', record: before };
};

/** The object of the run that was wound back is gone. */
const wound: Failure = {
  code: 410,
  reason: 'Expired',
  message: 'too old resource version: the run that was watched has ended or was wound back',
};

/** One client that watches a kind: a cursor in the log that goes on as fast as the client reads. */
class Watcher {
  readonly #served: ServedCluster;
  readonly #response: ServerResponse;
  readonly #route: ResourceRoute;
  readonly #choice: Choice;
  readonly #view: Omit<View, 'epoch' | 'now'>;
  readonly #lines: WatchLines;
  readonly #cleanUps: (() => void)[] = [];
  /** Everything up to here has been written. */
  #cursor: number;
  #waiting = false;
  #pending = false;
  #headed = false;
  #over = false;

  constructor(
    served: ServedCluster,
    lines: WatchLines,
    response: ServerResponse,
    route: ResourceRoute,
    choice: Choice,
    view: Omit<View, 'epoch' | 'now'>,
    cursor: number,
  ) {
    this.#served = served;
    this.#lines = lines;
    this.#response = response;
    this.#route = route;
    this.#choice = choice;
    this.#view = view;
    this.#cursor = cursor;
  }

  /** Begins with what there is, if that is wanted, and goes on with every change. */
  start(initial: boolean, { bookmarks, sendInitialEvents, timeoutSeconds }: ListOptions): void {
    const response = this.#response;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    this.#cleanUps.push(
      this.#served.feed.listen(this.#route.kind, () => this.#ring()),
      this.#served.onEnd((how) => (how === 'rewound' ? this.#fail(wound) : this.#close())),
    );
    response.on('drain', () => {
      this.#waiting = false;
      this.#pull();
    });
    response.on('close', () => this.#end());
    if (timeoutSeconds > 0)
      this.#every(
        setTimeout(() => this.#close(), timeoutSeconds * 1000),
        clearTimeout,
      );
    if (bookmarks)
      this.#every(
        setInterval(() => this.#bookmark(), bookmarkMs),
        clearInterval,
      );
    if (initial) void this.#initial(sendInitialEvents === true && bookmarks);
    else this.#pull();
  }

  #every<Timer>(timer: Timer, clear: (timer: Timer) => void): void {
    this.#cleanUps.push(() => clear(timer));
  }

  /** Writes what there is, and only then what has happened since. */
  async #initial(marked: boolean): Promise<void> {
    const records = chosenRecords(this.#served.core, this.#route.kind, this.#choice);
    this.#cursor = this.#served.position;
    this.#waiting = true;
    const { epoch, now } = this.#served;
    let text = '';
    for (const record of records) {
      text += this.#line('ADDED', shownObject(record, { ...this.#view, epoch, now }, this.#cursor));
      if (text.length < bytesAtOnce) continue;
      if (!this.#response.write(text)) await drained(this.#response);
      text = '';
      if (this.#over) return;
    }
    if (marked) text += this.#bookmarkLine(this.#cursor, true);
    this.#waiting = false;
    if (this.#write(text)) this.#pull();
  }

  /** Something has happened. What it was is read when the machine has come to rest. */
  #ring(): void {
    if (this.#pending || this.#waiting) return;
    this.#pending = true;
    setImmediate(() => {
      this.#pending = false;
      this.#pull();
    });
  }

  /** Writes changes until there are no more or the client is behind. */
  #pull(): void {
    while (!this.#over && !this.#waiting) {
      const changes = this.#next();
      if (changes.length === 0) return;
      let text = '';
      for (const change of changes) {
        text += this.#changeLine(change);
        this.#cursor = change.position;
        if (text.length < bytesAtOnce) continue;
        if (!this.#write(text)) return;
        text = '';
      }
      if (!this.#write(text)) return;
    }
  }

  #next(): readonly Happened[] {
    const { feed, past } = this.#served;
    const { kind } = this.#route;
    const recent = feed.after(kind, this.#cursor, changesAtOnce);
    if (recent !== undefined) return recent;
    const { changes, upTo } = past.changesAfter(kind, this.#cursor, changesAtOnce);
    if (changes.length === 0) this.#cursor = upTo;
    return changes.length === 0 ? (feed.after(kind, upTo, changesAtOnce) ?? []) : changes;
  }

  #changeLine(change: Happened): string {
    const shown = seen(change, this.#choice);
    if (shown === undefined) return '';
    const { epoch, era } = this.#served;
    const { as, include } = this.#view;
    const { type, record } = shown;
    const key = [era, change.position, record.uid, type, as, include, epoch, this.#headed].join(' ');
    const line = this.#lines.get(key, () => {
      const object = shownObject(record, { ...this.#view, epoch, now: change.at }, change.position);
      return this.#line(type, type === 'DELETED' ? withVersion(object, change.position) : object);
    });
    this.#headed ||= as === 'table';
    return line;
  }

  #line(type: string, object: JsonObject): string {
    const isTable = object['kind'] === 'Table';
    // Columns are said once.
    const shown = isTable && this.#headed ? { ...object, columnDefinitions: null } : object;
    this.#headed ||= isTable;
    return `${JSON.stringify({ type, object: shown })}\n`;
  }

  #bookmarkLine(position: number, ended: boolean): string {
    const annotations = ended ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
    const metadata = { resourceVersion: String(position), creationTimestamp: null, ...annotations };
    const { kind } = this.#route;
    if (this.#view.as === 'table')
      return this.#line('BOOKMARK', {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        columnDefinitions: [],
        rows: [],
      });
    const type =
      this.#view.as === 'metadata'
        ? { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }
        : { kind, apiVersion: apiVersionOf(kind) };
    return this.#line('BOOKMARK', { ...type, metadata });
  }

  /** Says how far it is, when the client has everything so far. */
  #bookmark(): void {
    this.#pull();
    if (this.#waiting || this.#over) return;
    this.#cursor = this.#served.position;
    this.#write(this.#bookmarkLine(this.#cursor, false));
  }

  #write(text: string): boolean {
    if (this.#over) return false;
    if (text !== '' && !this.#response.write(text)) this.#waiting = true;
    return !this.#waiting;
  }

  #fail(failure: Failure): void {
    this.#response.write(this.#line('ERROR', failureStatus(failure)));
    this.#close();
  }

  #close(): void {
    this.#response.end();
    this.#end();
  }

  #end(): void {
    this.#over = true;
    for (const cleanUp of this.#cleanUps.splice(0)) cleanUp();
  }
}

const withVersion = (object: JsonObject, position: number): JsonObject => {
  const { metadata } = object;
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return object;
  return { ...object, metadata: { ...metadata, resourceVersion: String(position) } };
};

/** Answers a watch: the changes after a version, or what there is now and the changes after it. */
export const answerWatch = (
  served: ServedCluster,
  lines: WatchLines,
  route: ResourceRoute,
  options: ListOptions,
  { query, wanted }: Exchange,
): Outcome => {
  const { kind, namespace, name } = route;
  const { labelSelector, fieldSelector, resourceVersion } = options;
  const named =
    name === '' ? fieldSelector : [fieldSelector, `metadata.name=${name}`].filter((one) => one !== '').join(',');
  const choice = readChoice(kind, namespace, labelSelector, named);
  if (E.isLeft(choice)) return rejected(choice.left);
  const include = includeOf(query);
  if (include === undefined || wanted.form !== 'json')
    return failed({ code: 406, reason: 'NotAcceptable', message: 'a watch is a stream of JSON documents' });
  if (resourceVersion !== undefined && resourceVersion > served.position)
    return failed(tooLargeVersion(resourceVersion, served.position));
  const fromNow = resourceVersion === undefined || resourceVersion === 0;
  const initial = options.sendInitialEvents ?? fromNow;
  const cursor = fromNow ? served.position : resourceVersion;
  return (response) =>
    new Watcher(served, lines, response, route, choice.right, { as: wanted.as, include }, cursor).start(
      initial,
      options,
    );
};
