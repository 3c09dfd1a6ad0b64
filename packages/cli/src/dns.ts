import { answerDns, History, type DnsAnswer, type DnsRecord, type DnsType } from '@orrery/core/cluster';
import type { Place } from './arguments.ts';
import { placed, readLog } from './log-reading.ts';
import type { Terminal } from './terminal.ts';

export interface DnsOptions {
  readonly at?: Place;
  readonly type: DnsType;
  readonly output: 'text' | 'json';
}

const lineOf = ({ name, ttl, type, data }: DnsRecord): string => `${name}\t${ttl}\tIN\t${type}\t${data}`;

/** An answer as dig writes it: a line on how it went, then the records, then what they name. */
const textOf = ({ status, answers, additional }: DnsAnswer): string =>
  [
    `;; status: ${status}, ANSWER: ${answers.length}, ADDITIONAL: ${additional.length}`,
    ...answers.map(lineOf),
    ...(additional.length === 0 ? [] : [';; ADDITIONAL SECTION:', ...additional.map(lineOf)]),
  ].join('\n');

/** `orrery dns`: folds a log to a place, and asks the cluster's DNS server there. */
export const dns = (path: string, name: string, options: DnsOptions, terminal: Terminal): number => {
  const decoded = readLog(path, terminal);
  const { position } = placed(decoded, options.at);
  const answer = answerDns(new History(decoded.log).stateAt(position), name, options.type);
  terminal.out(`${options.output === 'json' ? JSON.stringify(answer) : textOf(answer)}\n`);
  return 0;
};
