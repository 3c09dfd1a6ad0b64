import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { serving } from './served.fixture.ts';

/** What one watcher of a table has read so far: how many rows, and a hash of every byte. */
class Reader {
  lines = 0;
  readonly #hash = createHash('sha1');

  constructor(url: string, opened: () => void) {
    const made = request(
      url,
      { agent: false, headers: { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } },
      (response) => {
        opened();
        response.on('data', (piece: Buffer) => {
          this.#hash.update(piece);
          for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) this.lines++;
        });
        response.on('error', () => undefined);
      },
    );
    made.on('error', () => undefined).end();
  }

  get hash(): string {
    return this.#hash.copy().digest('hex');
  }
}

test('SV-73: two hundred watchers of a rollout over a thousand nodes each see every event, in order', async () => {
  const served = await serving({ cluster: { nodes: [{ count: 1000, namePrefix: 'node-' }] } });
  await served.advance('1s');
  const url = `${served.url}/api/v1/namespaces/default/pods?watch=true&includeObject=None&resourceVersion=${served.cluster.position}`;
  const readers: Reader[] = [];
  for (let i = 0; i < 200; i++)
    await new Promise<void>((resolve) => {
      readers.push(new Reader(url, resolve));
    });
  const labels = { app: 'agent' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'agent:1' }] } };
  const events: string[] = [];
  served.cluster.onChange((change) => {
    if (change.kind === 'Pod') events.push((change.after ?? change.before)?.meta.name ?? '');
  });
  const spec = { selector: { matchLabels: labels }, template };
  await served.ask('POST', '/apis/apps/v1/namespaces/default/daemonsets', { metadata: { name: 'agent' }, spec });
  await served.advance('2m');
  expect(new Set(events).size).toBe(1000);
  const watch = await served.watch(url.slice(served.url.length));
  await watch.until(({ events: seen }) => seen.length === events.length);
  // One is read word by word, the others must have read the same bytes.
  expect(watch.told.map((line) => line.split(' ')[1])).toEqual(events);
  for (let i = 0; i < 3000 && readers.some(({ lines }) => lines < events.length); i++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(readers.map(({ lines }) => lines)).toEqual(readers.map(() => events.length));
  expect(new Set(readers.map(({ hash }) => hash)).size).toBe(1);
  await served.close();
});
