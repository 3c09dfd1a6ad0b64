import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { installedControllers } from '@orrery/controllers';
import { scenarioApiVersion, WorldError, type Scenario } from '@orrery/scenario';
import { ApiServerProcess, kubeconfigText, ServedCluster, type LogSink, type Speed } from '@orrery/server';
import { engineVersion } from './engine-version.ts';
import { logPath, writeBytes } from './files.ts';
import { loadScenario } from './load-scenario.ts';
import { shellWord } from './shell-word.ts';
import type { Terminal } from './terminal.ts';
import { transcript } from './transcript.ts';
import { UsageError } from './usage-error.ts';

export interface ServeOptions {
  readonly nodes?: number;
  readonly port: number;
  readonly speed: Speed;
  readonly seed?: number;
  readonly log?: string;
  readonly force?: boolean;
  readonly fsync?: boolean;
  readonly listen?: string;
  readonly token?: string;
  readonly stamp: 'wall' | 'virtual';
}

const defaultNodes = 3;

/** Milliseconds that a client has at speed `asap` to look at what it has done. kubectl takes about ten. */
const graceMs = 50;

/** The cluster to serve. Instant 0 is now, unless the scenario names it. */
const chosenScenario = (file: string | undefined, { nodes }: ServeOptions): Scenario => {
  if (file !== undefined && nodes !== undefined)
    throw new UsageError('--nodes is for a cluster without a scenario: the scenario says which nodes there are');
  const epoch = Math.floor(Date.now() / 1000);
  if (file !== undefined) return { epoch, ...loadScenario(file).scenario };
  return {
    apiVersion: scenarioApiVersion,
    kind: 'Scenario',
    metadata: { name: 'serve' },
    epoch,
    cluster: { nodes: [{ count: nodes ?? defaultNodes, namePrefix: 'node-' }] },
    files: {},
  };
};

/** `serve-2.log` for the second log of a server whose first is `serve.log`. */
const numbered = (path: string, number: number): string =>
  number === 1 ? path : path.replace(/(\.[^./]+)?$/, (extension) => `-${number}${extension}`);

/** Opens logs one after the other: a run that is wound back or forked gets a new one. */
const logOpener = (name: string, { log, force, fsync }: ServeOptions): (() => LogSink) => {
  const first = logPath(log, name, force === true);
  let opened = 0;
  return () => {
    let path = numbered(first, ++opened);
    if (opened > 1) path = logPath(path, name, true);
    writeBytes(path, new Uint8Array(0));
    const file = openSync(path, 'a');
    return {
      name: path,
      append: (bytes) => {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        if (fsync === true) fsyncSync(file);
      },
      close: () => closeSync(file),
    };
  };
};

/** A token where one is needed: everywhere but on loopback. */
const chosenToken = ({ listen, token }: ServeOptions): string | undefined => {
  if (token !== undefined) return token;
  return listen === undefined ? undefined : randomBytes(24).toString('base64url');
};

const failedToListen = (error: unknown, { port, listen = '127.0.0.1' }: ServeOptions): UsageError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return new UsageError(`port ${port} is taken; --port 0 takes one that is free`);
  if (code === 'EACCES') return new UsageError(`port ${port} cannot be had: permission denied`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new UsageError(`${listen} is no address of this machine`);
  return new UsageError(`cannot listen on ${listen}: ${error instanceof Error ? error.message : String(error)}`);
};

/** Resolves when the user or the system wants the server to end. */
const signalled = (): Promise<void> =>
  new Promise((done) => {
    process.once('SIGINT', () => done()).once('SIGTERM', () => done());
  });

/** `orrery serve`: the Kubernetes API over a cluster in virtual time, until it is told to end. */
export const serve = async (file: string | undefined, options: ServeOptions, terminal: Terminal): Promise<number> => {
  const scenario = chosenScenario(file, options);
  const token = chosenToken(options);
  const cluster = servedCluster(scenario, options, terminal);
  let fail: (error: unknown) => void = () => undefined;
  const failing = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const server = new ApiServerProcess(
    cluster,
    {
      host: options.listen ?? '127.0.0.1',
      port: options.port,
      token,
      publish: (address) => {
        const path = resolve(`.orrery/kubeconfig-${new URL(address.url).port}`);
        writeBytes(path, new TextEncoder().encode(kubeconfigText(address)), 0o600);
        return path;
      },
    },
    (error) => fail(error),
  );
  try {
    const { url, kubeconfig } = await server.listen();
    terminal.err(`serving ${scenario.metadata.name} at ${url}, speed ${options.speed}, log ${cluster.logName}\n`);
    terminal.err('Ctrl-C ends it. In another terminal:\n');
    terminal.out(`export KUBECONFIG=${shellWord(kubeconfig)}\n`);
  } catch (error) {
    cluster.close();
    throw failedToListen(error, options);
  }
  try {
    await Promise.race([signalled(), failing]);
  } finally {
    await server.close();
  }
  terminal.err(`ended at #${cluster.position}; log ${cluster.logName}\n`);
  return 0;
};

const servedCluster = (scenario: Scenario, options: ServeOptions, terminal: Terminal): ServedCluster => {
  try {
    return new ServedCluster({
      scenario,
      seed: options.seed,
      speed: options.speed,
      installed: () => installedControllers(),
      engineVersion,
      openLog: logOpener(scenario.metadata.name, options),
      show: transcript({ ...terminal, out: terminal.err }),
      wallTime: () => Date.now(),
      wall: () => performance.now(),
      stamp: options.stamp,
      graceMs,
    });
  } catch (error) {
    if (error instanceof WorldError) throw new UsageError(error.message);
    throw error;
  }
};
