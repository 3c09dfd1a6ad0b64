import { formatDuration, millisecond, second } from '@orrery/core/engine';
import type { Finding, Violation } from '@orrery/props';
import { shellWord } from './shell-word.ts';
import type { Paint } from './terminal.ts';

/** What there is to say of a run when it is over. */
export interface RunSummary {
  readonly scenario: string;
  readonly seed: number;
  readonly events: number;
  readonly notices: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly digest: string;
  readonly stateHash: string;
  readonly violations: readonly Violation[];
  /** How each invariant that was looked at fared. */
  readonly findings: readonly Finding[];
  readonly peakRssBytes: number;
  readonly log: string;
}

/** One line of JSON for other programs. */
export const jsonSummary = ({ findings: _, wallSeconds, violations, ...rest }: RunSummary): string => {
  const { peakRssBytes, log, digest, stateHash, ...head } = rest;
  return JSON.stringify({
    ...head,
    wallSeconds: Number(wallSeconds.toFixed(3)),
    digest,
    stateHash,
    violations,
    peakRssBytes,
    log,
  });
};

const grouped = (value: number): string => String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');

const clock = (seconds: number): string => formatDuration(Math.round((seconds * second) / millisecond) * millisecond);

/** How the summary is to be written. */
interface Telling {
  readonly file: string;
  /** Ends with what to try next. */
  readonly story: boolean;
  readonly paint: Paint;
}

const invariantLines = ({ findings }: RunSummary, paint: Paint): readonly string[] =>
  findings.map(({ invariant: { name }, reached, violations }) => {
    const [first] = violations;
    if (first === undefined)
      return reached > 0
        ? `  ${paint('green', 'held')}      ${name} (put to the test ${grouped(reached)} times)`
        : `  ${paint('dim', 'untested')}  ${name} (what it speaks of did not happen)`;
    const more = violations.length > 1 ? ` (and ${violations.length - 1} more times)` : '';
    return `  ${paint('red', 'broken')}    ${name} at #${first.position}, ${clock(first.at / second)}: ${first.message}${more}`;
  });

const nextSteps = ({ log, seed, simulatedSeconds }: RunSummary, file: string, paint: Paint): readonly string[] => {
  const orrery = (what: string, ...words: readonly string[]): readonly string[] => [
    `  ${paint('green', `# ${what}`)}`,
    `  npm run -s orrery -- ${words.map(shellWord).join(' ')}`,
  ];
  const middle = `${Math.round(Math.min(60, simulatedSeconds / 2))}s`;
  return [
    'Try next:',
    ...orrery('the state at any instant', 'show', log, '--at', middle, 'get', 'pods', '-A', '-o', 'wide'),
    ...orrery('fold the log again, and verify it', 'replay', log),
    ...orrery('the same story with other delays', 'run', file, '--seed', String(seed + 1)),
  ];
};

/** The summary for people. */
export const textSummary = (summary: RunSummary, { file, story, paint }: Telling): string => {
  const { events, notices, simulatedSeconds, wallSeconds, digest, stateHash, seed, log } = summary;
  const rate = wallSeconds > 0 ? ` (${grouped(events / wallSeconds)} events/s)` : '';
  const lines = [
    '',
    `events      ${grouped(events)} from ${grouped(notices)} notices, seed ${seed}`,
    `simulated   ${clock(simulatedSeconds)}`,
    `wall        ${clock(wallSeconds)}${rate}`,
    `digest      ${digest}`,
    `state hash  ${stateHash}`,
    ...(summary.findings.length === 0 ? [] : ['invariants', ...invariantLines(summary, paint)]),
    `log         ${log}`,
    ...(story ? ['', ...nextSteps(summary, file, paint)] : []),
  ];
  return `${lines.join('\n')}\n`;
};
