import * as t from 'io-ts';
import { storageOperations, type Provisioner, type StorageOperation } from '@orrery/core/control';
import { checked } from './checked.ts';
import { closed, shown } from './closed.ts';
import { FilledText, Flag, oneOf, Share, whole } from './scalar.ts';
import { distribution, Quantiles } from './timing-entry.ts';

/** What a storage system may answer when it does not do what it is asked. Source: google.golang.org/grpc/codes. */
const codes = [
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

const Failure = closed(
  'Failure',
  { operation: oneOf('operation of a storage system', storageOperations), message: FilledText },
  { times: whole('a whole number of attempts from 1', 1, 1_000_000), of: FilledText, code: oneOf('gRPC code', codes) },
);

const DriverName = checked(FilledText, (name) =>
  name.startsWith('kubernetes.io/')
    ? `${shown(name)} is a plugin of Kubernetes itself; provisioners outside have names such as disk.example.com`
    : undefined,
);

/** A CSI driver that behaves otherwise than by default. */
export const ProvisionerEntry = closed(
  'ProvisionerEntry',
  { name: DriverName },
  {
    installed: Flag,
    topology: FilledText,
    delays: closed('Delays', {}, { provision: Quantiles, delete: Quantiles, attach: Quantiles, detach: Quantiles }),
    failures: closed('Failures', {}, { provision: Share, delete: Share, attach: Share, detach: Share }),
    script: t.readonlyArray(Failure),
  },
);
export interface ProvisionerEntry extends t.TypeOf<typeof ProvisionerEntry> {}

/** The members of a map of operations that are there, changed. */
const eachOperation = <Given, Made>(
  given: Readonly<Partial<Record<StorageOperation, Given>>>,
  change: (one: Given) => Made,
): Readonly<Partial<Record<StorageOperation, Made>>> => {
  const made: Partial<Record<StorageOperation, Made>> = {};
  for (const operation of storageOperations) {
    const one = given[operation];
    if (one !== undefined) made[operation] = change(one);
  }
  return made;
};

/** The provisioner that an entry describes. */
export const provisionerOf = (entry: ProvisionerEntry): Provisioner => ({
  name: entry.name,
  installed: entry.installed ?? true,
  delays: eachOperation(entry.delays ?? {}, distribution),
  failures: entry.failures ?? {},
  scripted: (entry.script ?? []).map(({ operation, message, times = 1, code = 'Internal', of }) => ({
    operation,
    message,
    times,
    code,
    of,
  })),
  topologyKey: entry.topology,
});
