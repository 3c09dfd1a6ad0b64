import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { apiListener } from './http/api-listener.ts';
import { answer } from './http/router.ts';
import type { Opened } from './http/served.ts';
import type { Address } from './kubeconfig.ts';
import { Snapshots } from './resources/list.ts';
import { WatchLines } from './resources/watch-lines.ts';
import type { ServedCluster } from './served-cluster.ts';

export interface ListenSettings {
  /** Loopback unless the user said otherwise. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What clients must show; undefined: nothing. */
  readonly token: string | undefined;
  /** Writes the kubeconfig of a server; gives its path. */
  readonly publish: (address: Address) => string;
}

/** Milliseconds of simulation between two looks at who is asking. */
const turnMs = 8;

/** Longest time, in milliseconds, that the clock sleeps when nothing is due. */
const napMs = 20;

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** A served cluster and the socket it is served on. */
export class ApiServerProcess {
  readonly #cluster: ServedCluster;
  readonly #settings: ListenSettings;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #forks: ApiServerProcess[] = [];
  /** Keeps the clock from going on. */
  #halt: () => void = () => undefined;
  #closed = false;
  #onFailure: (error: unknown) => void;

  /** `onFailure`: the simulation itself has failed, which nobody who asks can be told. */
  constructor(cluster: ServedCluster, settings: ListenSettings, onFailure: (error: unknown) => void) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#onFailure = onFailure;
    const served = {
      cluster,
      snapshots: new Snapshots(),
      lines: new WatchLines(),
      open: (forked: ServedCluster) => this.#open(forked),
    };
    const named = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
    const guard = { hosts: new Set([...loopback, named.toLowerCase()]), token: settings.token };
    this.#server = apiListener(guard, (exchange) => answer(served, exchange));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts to listen, and to let time pass. Rejects when the address cannot be had. */
  async listen(): Promise<Opened> {
    const { host, port, token, publish } = this.#settings;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const bound = this.#server.address() as AddressInfo; // it listens on a port
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`;
    const kubeconfig = publish({ url, token });
    this.#wind();
    return { url, kubeconfig };
  }

  /** Serves another cluster beside this one, for as long as this one is served. */
  async #open(cluster: ServedCluster): Promise<Opened> {
    const fork = new ApiServerProcess(cluster, { ...this.#settings, port: 0 }, this.#onFailure);
    const opened = await fork.listen();
    this.#forks.push(fork);
    return opened;
  }

  #wind(): void {
    if (this.#closed) return;
    try {
      if (this.#cluster.turn(turnMs)) this.#windAtOnce();
      else this.#windLater();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #windAtOnce(): void {
    const immediate = setImmediate(() => this.#wind());
    this.#halt = () => clearImmediate(immediate);
  }

  #windLater(): void {
    const timer = setTimeout(() => this.#wind(), this.#nap);
    this.#halt = () => clearTimeout(timer);
  }

  get #nap(): number {
    return Math.max(1, Math.min(napMs, this.#cluster.clock.idleMs));
  }

  /** Bytes that wait in memory for clients to read on. */
  get unsent(): number {
    return [...this.#sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
  }

  /** Ends all streams and connections, and the logs. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#halt();
    for (const fork of this.#forks) await fork.close();
    this.#cluster.close();
    const over = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // Answers under way get a moment to arrive.
    const late = setTimeout(() => this.#server.closeAllConnections(), 500);
    await over;
    clearTimeout(late);
  }
}
