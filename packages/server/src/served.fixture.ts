import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { installedControllers } from '@orrery/controllers';
import type { Json, JsonObject } from '@orrery/core/engine';
import type { Scenario } from '@orrery/scenario';
import { ApiServerProcess } from './api-server.ts';
import type { Speed } from './clock.ts';
import { ServedCluster, type LogSink } from './served-cluster.ts';

/** 2026-01-01T00:00:00Z in milliseconds: what the wall clock of tests says at first. */
const newYear = 1_767_225_600_000;

/** A log that is kept in memory. */
export interface KeptLog extends LogSink {
  readonly pieces: Uint8Array[];
}

/** What a request was answered with. */
export interface Answered {
  readonly code: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: JsonObject;
}

const parsed = (text: string): JsonObject => {
  try {
    return JSON.parse(text) as JsonObject; // tests look at objects only
  } catch {
    return {};
  }
};

/** A server under test, and a hand on its clocks. */
export class Served {
  readonly cluster: ServedCluster;
  readonly logs: KeptLog[];
  readonly url: string;
  readonly #server: ApiServerProcess;
  readonly #wall: { ms: number };

  constructor(cluster: ServedCluster, server: ApiServerProcess, url: string, logs: KeptLog[], wall: { ms: number }) {
    this.cluster = cluster;
    this.#server = server;
    this.url = url;
    this.logs = logs;
    this.#wall = wall;
  }

  /** Bytes that have been written to clients and that the system has not taken yet. */
  unsent(): number {
    return this.#server.unsent;
  }

  /** Lets the wall clock go on. */
  pass(ms: number): void {
    this.#wall.ms += ms;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Makes a request and reads the whole answer. */
  ask(
    method: string,
    path: string,
    body?: Json | string | Uint8Array,
    headers: RequestOptions['headers'] = {},
  ): Promise<Answered> {
    const sent =
      typeof body === 'string' || body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    // node:http says how long a body is for some methods only.
    const typed = sent === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(sent) };
    return new Promise((resolve, reject) => {
      const made = request(`${this.url}${path}`, { method, headers: { ...typed, ...headers } }, (response) => {
        const pieces: Buffer[] = [];
        response
          .on('data', (piece: Buffer) => pieces.push(piece))
          .on('end', () => {
            const text = Buffer.concat(pieces).toString();
            resolve({ code: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
          });
        response.on('error', reject);
      });
      made.on('error', reject);
      made.end(sent);
    });
  }

  get(path: string, headers: RequestOptions['headers'] = {}): Promise<Answered> {
    return this.ask('GET', path, undefined, headers);
  }

  /** Lets virtual time pass. */
  async advance(by: string): Promise<void> {
    await this.ask('POST', '/orrery/v1/clock/advance', { by });
  }

  /** Starts a watch. */
  watch(path: string, headers: RequestOptions['headers'] = {}): Promise<Watch> {
    return new Promise((resolve, reject) => {
      const made = request(`${this.url}${path}`, { headers }, (response) => resolve(new Watch(response)));
      made.on('error', reject);
      made.end();
    });
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

/** One event of a watch. */
export interface Seen {
  readonly type: string;
  readonly object: JsonObject;
}

/** A stream of events under test. */
export class Watch {
  readonly response: IncomingMessage;
  readonly events: Seen[] = [];
  ended = false;
  #rest = '';

  constructor(response: IncomingMessage) {
    this.response = response;
    response.on('data', (piece: Buffer) => this.#read(piece.toString()));
    response.on('close', () => {
      this.ended = true;
    });
    response.on('error', () => undefined);
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.events.push(JSON.parse(line) as Seen); // the server writes events
  }

  /** `ADDED web-0`, one for each event so far. */
  get told(): readonly string[] {
    return this.events.map(({ type, object }) => `${type} ${nameIn(object)}`.trim());
  }

  /** Waits until something holds of the events; fails when it never does. */
  async until(holds: (watch: Watch) => boolean): Promise<void> {
    for (let i = 0; i < 2000 && !holds(this); i++) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!holds(this)) throw new Error(`the watch has seen: ${JSON.stringify(this.told)}`);
  }

  stop(): void {
    this.response.destroy();
  }
}

const nameIn = ({ metadata }: JsonObject): string =>
  typeof metadata === 'object' && metadata !== null && 'name' in metadata ? String(metadata['name']) : '';

/** The numbers and names of the items of a list. */
export const namesIn = ({ json }: Answered): readonly string[] =>
  Array.isArray(json['items']) ? json['items'].map((item) => nameIn(item as JsonObject)) : [];

/** Starts a server of a small cluster on a free port. Its clock stands still unless told otherwise. */
export const serving = async (
  given: Partial<Scenario> = {},
  {
    speed = 'paused',
    token,
    stamp = 'virtual',
    keptChanges,
    acting = true,
    wallTime,
    graceMs,
  }: {
    readonly speed?: Speed;
    readonly token?: string;
    readonly stamp?: 'wall' | 'virtual';
    readonly keptChanges?: number;
    /** Are there controllers? */
    readonly acting?: boolean;
    /** Milliseconds of a real clock, instead of one that tests move. */
    readonly wallTime?: () => number;
    /** Given: the wall clock is the real one. */
    readonly graceMs?: number;
  } = {},
): Promise<Served> => {
  const scenario: Scenario = {
    apiVersion: 'orrery.dev/v1alpha1',
    kind: 'Scenario',
    metadata: { name: 'served' },
    cluster: { nodes: [{ count: 2, namePrefix: 'node-' }] },
    files: {},
    ...given,
  };
  const logs: KeptLog[] = [];
  const wall = { ms: 0 };
  const cluster = new ServedCluster({
    scenario,
    speed,
    installed: () => (acting ? installedControllers() : []),
    engineVersion: 'test',
    openLog: () => {
      const pieces: Uint8Array[] = [];
      const log: KeptLog = {
        name: `log-${logs.length + 1}`,
        pieces,
        append: (bytes) => pieces.push(bytes),
        close: () => undefined,
      };
      logs.push(log);
      return log;
    },
    wallTime: wallTime ?? (() => newYear + wall.ms),
    wall: wallTime ?? (() => (graceMs === undefined ? wall.ms : performance.now())),
    stamp,
    ...(graceMs === undefined ? {} : { graceMs }),
    ...(keptChanges === undefined ? {} : { keptChanges }),
  });
  let failure: unknown;
  const server = new ApiServerProcess(
    cluster,
    { host: '127.0.0.1', port: 0, token, publish: () => 'kubeconfig' },
    (error) => {
      failure = error;
    },
  );
  const { url } = await server.listen();
  if (failure !== undefined) throw failure;
  return new Served(cluster, server, url, logs, wall);
};
