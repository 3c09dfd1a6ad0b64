import { Command, type CommanderError, Option } from 'commander';
import {
  collected,
  countArgument,
  deviationsArgument,
  durationArgument,
  nodesArgument,
  placeArgument,
  portArgument,
  seedArgument,
  sizeArgument,
  sizesArgument,
  seedRangeArgument,
  speedArgument,
  workersArgument,
  type Place,
} from './arguments.ts';
import type { BenchOptions } from './bench.ts';
import type { CampaignOptions } from './campaign.ts';
import type { ClockOptions, ClockRequest } from './clock.ts';
import type { DnsOptions } from './dns.ts';
import { engineVersion } from './engine-version.ts';
import type { ExploreOptions } from './explore.ts';
import type { ForkOptions } from './fork.ts';
import type { RunOptions } from './run.ts';
import type { ReplayOptions } from './replay.ts';
import type { ServeOptions } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import type { WhyOptions } from './why.ts';

const outputOption = (choices: readonly string[], unless: string): Option =>
  new Option('--output <form>', 'how to print the result').choices(choices).default(unless);

/** The command line. Each command gives its exit code through `ended`. What a command needs is loaded when it is run. */
export const program = (terminal: Terminal, ended: (exitCode: number) => void): Command => {
  const root = new Command('orrery')
    .description(
      'A clockwork model of a Kubernetes cluster: plays scenarios, keeps their logs, and lets you look at any instant.',
    )
    .version(engineVersion)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: (text, write) => write(text) });
  addRun(root, terminal, ended);
  addLogCommands(root, terminal, ended);
  addDns(root, terminal, ended);
  addWhy(root, terminal, ended);
  addSearches(root, terminal, ended);
  addServe(root, terminal, ended);
  addClock(root, terminal, ended);
  return root;
};

const addRun = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  root
    .command('run')
    .description('play a scenario and write its log')
    .argument('<scenario>', 'a scenario file')
    .option('--seed <n>', "seed of the run; wins over the scenario's", seedArgument)
    .option('--until <instant>', 'end at this instant from zero, such as 10m', durationArgument)
    .option('--log <file>', 'where the log goes; otherwise a new name in .orrery')
    .option('--force', 'replace an existing log')
    .option('--story', 'end with what to try next')
    .option(
      '--variant <loop=name>',
      'run a control loop in another form, such as statefulset=reversed-termination',
      collected,
    )
    .option(
      '--deviations <list>',
      'leave the usual order at these choice points, as explore prints them',
      deviationsArgument,
    )
    .addOption(
      new Option('--seeds <a..b>', 'play it with each of these seeds, and print what they gave as one; writes no log')
        .argParser(seedRangeArgument)
        .conflicts(['seed', 'log', 'force', 'story', 'deviations']),
    )
    .option('--workers <n>', 'threads that play the seeds; otherwise one for each core', workersArgument)
    .addOption(outputOption(['text', 'json', 'none'], 'text'))
    .addOption(new Option('--json', 'the same as --output json').implies({ output: 'json' }))
    .action(async (file: string, options: RunOptions | CampaignOptions) => {
      if ('seeds' in options) {
        const { campaign } = await import('./campaign.ts');
        return ended(await campaign(file, options, terminal));
      }
      if ('workers' in options) throw new UsageError("error: option '--workers <n>' needs --seeds <a..b>");
      const { run } = await import('./run.ts');
      ended(await run(file, options, terminal));
    });
};

const addLogCommands = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  root
    .command('replay')
    .description('fold a log again and verify every checksum and digest')
    .argument('<log>', 'a log file')
    .addOption(outputOption(['text', 'json'], 'text'))
    .action(async (file: string, options: ReplayOptions) => {
      const { replay } = await import('./replay.ts');
      ended(replay(file, options, terminal));
    });
  root
    .command('show')
    .description('the state at any instant: `show LOG --at 90s get pods`')
    .argument('<log>', 'a log file')
    .argument('<kubectl...>', 'get … or describe …, as kubectl takes them')
    .option('--at <place>', "an instant such as 90s, or a position such as '#1234'; otherwise the end", placeArgument)
    .passThroughOptions()
    .action(async (file: string, words: readonly string[], { at }: { readonly at?: Place }) => {
      const { show } = await import('./show.ts');
      const taken = withoutPlace(words);
      ended(show(file, taken.place ?? at, taken.words, terminal));
    });
  root
    .command('fork')
    .description('execute a log again to some point, and go on with the steps of another scenario')
    .argument('<log>', 'a log file')
    .argument('<scenario>', 'a scenario file, of which the steps are taken')
    .requiredOption('--at <place>', "an instant such as 90s, or a position such as '#1234'", placeArgument)
    .option('--until <instant>', 'end at this instant from zero', durationArgument)
    .option('--log <file>', 'where the log goes; otherwise a new name in .orrery')
    .option('--force', 'replace an existing log')
    .action(async (file: string, scenario: string, options: ForkOptions) => {
      const { fork } = await import('./fork.ts');
      ended(fork(file, scenario, options, terminal));
    });
};

const addDns = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  root
    .command('dns')
    .description(
      "what the cluster's DNS server answers at any instant: `dns LOG --at 90s web-0.nginx.default.svc.cluster.local`",
    )
    .argument('<log>', 'a log file')
    .argument('<name>', 'a whole name, such as nginx.default.svc.cluster.local')
    .option('--at <place>', "an instant such as 90s, or a position such as '#1234'; otherwise the end", placeArgument)
    .addOption(
      new Option('--type <type>', 'the type of record').choices(['A', 'AAAA', 'SRV', 'PTR', 'CNAME']).default('A'),
    )
    .addOption(outputOption(['text', 'json'], 'text'))
    .action(async (file: string, name: string, options: DnsOptions) => {
      const { dns } = await import('./dns.ts');
      ended(dns(file, name, options, terminal));
    });
};

const addWhy = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  root
    .command('why')
    .description('why a pod is as it is at any instant, and what would help: `why LOG --at 90s web-2`')
    .argument('<log>', 'a log file')
    .argument('<pod>', 'the name of a pod, also of one that is not there')
    .option('--at <place>', "an instant such as 90s, or a position such as '#1234'; otherwise the end", placeArgument)
    .option('-n, --namespace <name>', 'the namespace of the pod', 'default')
    .addOption(outputOption(['text', 'json'], 'text'))
    .action(async (file: string, pod: string, options: WhyOptions) => {
      const { why } = await import('./why.ts');
      ended(why(file, pod, options, terminal));
    });
};

/** Takes `--at` from among kubectl's words, which know no such option: what follows the log is passed on as it is. */
const withoutPlace = (
  words: readonly string[],
): { readonly place: Place | undefined; readonly words: readonly string[] } => {
  const i = words.findIndex((word) => word === '--at' || word.startsWith('--at='));
  if (i < 0) return { place: undefined, words };
  const [word = '', next = ''] = words.slice(i);
  const joined = word.startsWith('--at=');
  const place = placeArgument(joined ? word.slice('--at='.length) : next);
  return { place, words: [...words.slice(0, i), ...words.slice(i + (joined ? 1 : 2))] };
};

const addSearches = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  root
    .command('explore')
    .description('search for a run in which something does not hold')
    .argument('<scenario>', 'a scenario file')
    .option('--deviations <n>', 'at most so many deviations from the usual order in one run', countArgument, 2)
    .option('--exhaustive', 'go on until every run with so many deviations has been tried')
    .option('--variant <loop=name>', 'run a control loop in another form', collected)
    .option('--budget <duration>', 'stop after this much wall time', durationArgument, 60_000_000)
    .option('--seed <n>', 'seed of every run', seedArgument)
    .option('--until <instant>', 'end each run at this instant from zero', durationArgument)
    .action(async (file: string, options: ExploreOptions) => {
      const { explore } = await import('./explore.ts');
      ended(await explore(file, options, terminal));
    });
  root
    .command('bench')
    .description('figures, each as a ratio within one run')
    .argument('[suites...]', "which suites; otherwise the kernel's own")
    .option('--nodes <list>', 'sizes of the cluster, such as 1000,10000; only rollout takes several', sizesArgument)
    .option('--pods <n>', 'how many pods', sizeArgument)
    .option('--claims <n>', 'how many claims', sizeArgument)
    .option('--fill <duration>', 'steady: for how long the cluster is filled', durationArgument)
    .option('--churn <duration>', 'steady: for how long pods are deleted and machines fail', durationArgument)
    .addOption(outputOption(['table', 'json'], 'table'))
    .option('--chart <file>', 'peers: draw the cost of a pod against the size of the cluster into an SVG file')
    .addOption(new Option('--json', 'the same as --output json').implies({ output: 'json' }))
    .action(async (names: readonly string[], options: BenchOptions) => {
      const { bench } = await import('./bench.ts');
      ended(await bench(names, options, terminal));
    });
};

const addServe = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  root
    .command('serve')
    .description('serve the Kubernetes API, so that kubectl can be pointed at it; time goes on by itself')
    .argument(
      '[scenario]',
      'a scenario file, which is played while it is served; otherwise a cluster with nothing in it',
    )
    .option('--nodes <n>', 'nodes of a cluster without a scenario; 3 unless said otherwise', nodesArgument)
    .option('--port <port>', 'where to listen; 0 takes a port that is free', portArgument, 0)
    .option('--speed <speed>', 'how many times faster than the wall clock; asap; or paused', speedArgument, 1)
    .option('--seed <n>', "seed of the run; wins over the scenario's", seedArgument)
    .option('--log <file>', 'where the log goes; otherwise a new name in .orrery')
    .option('--force', 'replace an existing log')
    .option('--fsync', 'have every write on the disk itself before it is acknowledged')
    .option('--listen <address>', 'listen on this address instead of loopback; clients then need a token')
    .option('--token <token>', 'the token that clients need; with --listen and without it, one is made')
    .addOption(
      new Option(
        '--stamp <kind>',
        "which times objects show: so that the cluster's now is the wall clock's, or the log's own",
      )
        .choices(['wall', 'virtual'])
        .default('wall'),
    )
    .action(async (file: string | undefined, options: ServeOptions) => {
      const { serve } = await import('./serve.ts');
      ended(await serve(file, options, terminal));
    });
  root
    .command('record')
    .description('a log as a scenario that gives it again, with everything that came in while it was served')
    .argument('<log>', 'a log file')
    .action(async (file: string) => {
      const { record } = await import('./record.ts');
      ended(record(file, terminal));
    });
};

const addClock = (root: Command, terminal: Terminal, ended: (exitCode: number) => void): void => {
  const clock = root.command('clock').description('the clock of a served cluster: look at it, or wind it');
  const ask = (name: string, description: string, request: (...words: readonly string[]) => ClockRequest): Command =>
    clock
      .command(name, name === 'show' ? { isDefault: true } : {})
      .description(description)
      .option('--server <url>', 'the server; otherwise that of KUBECONFIG, or the one that was started last here')
      .option('--token <token>', "the server's token")
      .addOption(outputOption(['text', 'json'], 'text'))
      .action(async function (this: Command) {
        const { clock: asked } = await import('./clock.ts');
        const { timeout, namespace, ...options } = this.opts<ClockOptions & { timeout?: string; namespace?: string }>();
        const { path, body } = request(...this.args);
        const more = {
          ...(timeout === undefined ? {} : { timeout }),
          ...(namespace === undefined ? {} : { namespace }),
        };
        ended(await asked({ path, ...(body === undefined ? {} : { body: { ...body, ...more } }) }, options, terminal));
      });
  ask('show', 'how the clock stands', () => ({ path: 'clock' }));
  ask('pause', 'let time stand still', () => ({ path: 'clock/speed', body: { speed: 'paused' } }));
  ask('speed', 'so many times faster than the wall clock; asap; or paused', (speed = '') => ({
    path: 'clock/speed',
    body: { speed },
  })).argument('<speed>');
  ask('advance', 'let so much time pass at once', (by = '') => ({ path: 'clock/advance', body: { by } })).argument(
    '<duration>',
  );
  ask('step', 'go to the next instant at which something happens', (instants = '1') => ({
    path: 'clock/step',
    body: { instants: Number(instants) },
  })).argument('[instants]');
  ask(
    'run-until',
    'run until quiet, rollout, delete, create, condition=TYPE or jsonpath={PATH}=VALUE',
    (what = '', on = '') => ({
      path: 'clock/run-until',
      body: { for: what, ...(on === '' ? {} : { on }) },
    }),
  )
    .argument('<what>')
    .argument('[on]', 'of which object, such as sts/web')
    .option('-n, --namespace <name>', 'the namespace of the object')
    .option('--timeout <duration>', 'of virtual time; 10m unless said otherwise');
  ask('fault', 'let something fail, or put it right', (name = '', target = '') => ({
    path: 'faults',
    body: { [name]: target },
  }))
    .argument('<fault>', 'crash, restart, partition, heal, hold or release')
    .argument('<target>', 'node/NAME, kubelet/NAME or the name of a controller');
  ask('rewind', 'go back: what was later has not happened', (to = '') => ({ path: 'rewind', body: { to } })).argument(
    '<place>',
    "an instant such as 90s, or a position such as '#1234'",
  );
  ask('fork', 'serve the cluster as it was at a place beside this one', (at = '') => ({
    path: 'fork',
    body: { at },
  })).argument('<place>');
};

/** Exit code for what commander refused: help and version are no errors. */
export const commanderExitCode = (error: CommanderError): number => (error.exitCode === 0 ? 0 : 2);
