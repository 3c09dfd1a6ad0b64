/*
 * alone.ts <kernel|mutable-twin> <nodes>: one of the peers in plain Node, in a process where nothing else has run, as the
 * programs in other languages are. What V8 has seen of a whole cluster it would also compile into the code of a small model.
 * Prints one JSON object: the best of some runs, after it has warmed up.
 */
import { kernelRun } from './kernel.ts';
import { mutableTwinRun } from './mutable-twin.ts';

const warmUps = 8;
const warmUpNodes = 50_000;
const runs = 9;

const peers = new Map([
  ['kernel', kernelRun],
  ['mutable-twin', mutableTwinRun],
]);

const [name = '', nodes = ''] = process.argv.slice(2);
const run = peers.get(name);
if (run === undefined) throw new Error(`usage: alone <${[...peers.keys()].join('|')}> <nodes>, and not ${name}`);
for (let i = 0; i < warmUps; i++) run(warmUpNodes);
const found = Array.from({ length: runs }, () => run(Number(nodes)));
const best = found.reduce((least, next) => (next.ms < least.ms ? next : least));
process.stdout.write(`${JSON.stringify(best)}\n`);
