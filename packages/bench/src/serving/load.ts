import { Agent, request } from 'node:http';
import { parentPort } from 'node:worker_threads';

// A client in a thread of its own, so that what it costs is not counted as the server's.

/** So many requests of one sort. `{i}` in path and body is the number of the request. */
export interface Load {
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: string | undefined;
  readonly from: number;
  readonly count: number;
}

/** Milliseconds that all of it took, and how many requests were refused. */
export interface Borne {
  readonly ms: number;
  readonly refused: number;
}

const atOnce = 32;
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

const one = ({ url, method, path, contentType, body }: Load, i: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = body?.replaceAll('{i}', String(i));
    const headers =
      sent === undefined ? {} : { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(sent) };
    const made = request(`${url}${path.replaceAll('{i}', String(i))}`, { method, agent, headers }, (response) => {
      response.on('data', () => undefined).on('end', () => resolve(response.statusCode ?? 0));
    });
    made.on('error', reject);
    made.end(sent);
  });

const bear = async (load: Load): Promise<Borne> => {
  let next = load.from;
  let refused = 0;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    while (next < load.from + load.count) if ((await one(load, next++)) >= 400) refused++;
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { ms: performance.now() - started, refused };
};

parentPort?.on('message', (load: Load) => {
  void bear(load).then((borne) => parentPort?.postMessage(borne));
});
