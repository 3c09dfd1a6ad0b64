import * as E from 'fp-ts/lib/Either.js';
import { kinds } from '@orrery/core/cluster';
import type { Propagation } from '@orrery/core/api';
import { fail, print, warn, type Command } from '../call.ts';
import { deleteAll, waitForAll } from '../deletion.ts';
import { dryRunFlag, isDryRun } from '../dry-run.ts';
import { onOff, valued, type Flags } from '../flags.ts';
import type { Invocation, Verb } from '../invocation.ts';
import { select, selecting } from '../select.ts';
import { timeoutOf, weekUs } from '../timeout.ts';

/** What the two spellings of --cascade say, and the bare one. */
const cascades: Readonly<Record<string, Propagation>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  true: 'Background',
  false: 'Orphan',
};

const oldSpelling = (value: string | undefined): string | undefined => {
  if (value !== 'true' && value !== 'false') return undefined;
  const now = value === 'true' ? 'background' : 'orphan';
  return `warning: --cascade=${value} is deprecated (boolean value) and can be replaced with --cascade=${now}.`;
};

/** The period that the options ask for: undefined leaves it to the object. */
const graceOf = (flags: Flags): E.Either<string, number | undefined> => {
  const text = flags.text('grace-period');
  const given = text === undefined ? -1 : Number(text);
  if (!Number.isSafeInteger(given))
    return E.left(
      `error: invalid argument "${text ?? ''}" for "--grace-period" flag: strconv.ParseInt: parsing "${text ?? ''}": invalid syntax`,
    );
  const force = flags.on('force');
  if (flags.on('now'))
    return given >= 0 ? E.left('error: --now and --grace-period cannot be specified together') : E.right(1);
  if (force && given > 0)
    return E.left('error: --force and --grace-period greater than 0 cannot be specified together');
  if (force) return E.right(0);
  // Without --force nothing is cut off: one second is the least.
  if (given === 0) return E.right(1);
  return E.right(given < 0 ? undefined : given);
};

const forceWarning =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
  'The resource may continue to run on the cluster indefinitely.';

function* run(invocation: Invocation): Command {
  const { flags } = invocation;
  const cascade = flags.text('cascade');
  const propagation = cascades[cascade ?? 'background'];
  if (propagation === undefined)
    return yield* fail(
      `error: invalid cascade value (${cascade ?? ''}). Must be "background", "foreground", or "orphan"`,
    );
  const grace = graceOf(flags);
  if (E.isLeft(grace)) return yield* fail(grace.left);
  const timeout = timeoutOf(flags, weekUs);
  if (E.isLeft(timeout)) return yield* fail(timeout.left);
  const deprecated = oldSpelling(cascade);
  if (deprecated !== undefined) yield* warn(deprecated);
  if (flags.on('force')) yield* warn(forceWarning);
  const { found, errors } = yield* select(invocation, invocation.words, 'deleting');
  const quietly = flags.on('ignore-not-found') || flags.on('all') || flags.has('selector');
  const told = errors.filter((error) => !quietly || !error.startsWith('Error from server (NotFound)'));
  if (found.length === 0 && errors.length === 0) yield* print('No resources found');
  if (flags.has('namespace') && found.some(({ kind }) => !kinds[kind].namespaced))
    yield* warn('Warning: deleting cluster-scoped resources, not scoped to the provided namespace');
  const deleted = yield* deleteAll(found, flags, { graceSeconds: grace.right, propagation, dryRun: isDryRun(flags) });
  let exitCode = deleted.failed ? 1 : 0;
  if (flags.on('wait', true) && !isDryRun(flags)) {
    const problems = yield* waitForAll(deleted.deleted, timeout.right === 0 ? weekUs : timeout.right, invocation);
    for (const problem of problems) exitCode = yield* fail(problem);
  }
  for (const error of told) exitCode = yield* fail(error);
  return exitCode;
}

export const deleteVerb: Verb = {
  name: 'delete',
  flags: [
    ...selecting,
    { name: 'cascade', bare: 'background' },
    valued('grace-period'),
    onOff('force'),
    onOff('now'),
    onOff('wait'),
    onOff('ignore-not-found'),
    valued('timeout'),
    valued('output', 'o'),
    dryRunFlag,
  ],
  run,
};
