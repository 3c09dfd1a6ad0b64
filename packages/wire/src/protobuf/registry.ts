import { kindNames, kinds, type Kind } from '@orrery/core/cluster';
import type { StructSchema } from '@orrery/core/api';
import {
  binding,
  deleteOptions,
  eviction,
  lease,
  scale,
  selfSubjectAccessReview,
  selfSubjectReview,
  selfSubjectRulesReview,
  subjectAccessReview,
  tokenRequest,
} from '../shape/request.ts';
import { status } from '../shape/answer.ts';
import { wholeSchema, wholeSchemas } from '../shape/whole.ts';
import type { Package } from './numbers/index.ts';

/** What a message of a kind is. */
export interface Registered {
  readonly schema: StructSchema;
  readonly package: Package;
}

const packages: Readonly<Record<string, Package>> = {
  '': 'core',
  apps: 'apps',
  policy: 'policy',
  'rbac.authorization.k8s.io': 'rbac',
  'storage.k8s.io': 'storage',
  'discovery.k8s.io': 'discovery',
  'scheduling.k8s.io': 'scheduling',
};

/** Whose structs the kinds of a group are. */
export const packageOf = (group: string): Package => {
  const found = packages[group];
  if (found === undefined)
    throw new Error(`The group ${group} has kinds and no package of message numbers: name it in protobuf/registry.ts.`);
  return found;
};

const entry = (apiVersion: string, of: Package, schema: StructSchema): readonly [string, Registered] => [
  `${apiVersion} ${schema.name}`,
  { schema: wholeSchema(schema), package: of },
];

const ofKinds = kindNames.flatMap((name) => {
  const { group, version, former = {} }: Kind = kinds[name];
  const registered = { schema: wholeSchemas[name], package: packageOf(group) };
  return [version, ...Object.keys(former)].map(
    (one) => [`${group === '' ? one : `${group}/${one}`} ${name}`, registered] as const,
  );
});

const registry: ReadonlyMap<string, Registered> = new Map([
  ...ofKinds,
  entry('v1', 'core', binding),
  entry('v1', 'meta', status),
  entry('policy/v1', 'policy', eviction),
  entry('policy/v1beta1', 'policy', eviction),
  entry('autoscaling/v1', 'autoscaling', scale),
  entry('coordination.k8s.io/v1', 'coordination', lease),
  entry('authorization.k8s.io/v1', 'authorization', selfSubjectAccessReview),
  entry('authorization.k8s.io/v1', 'authorization', selfSubjectRulesReview),
  entry('authorization.k8s.io/v1', 'authorization', subjectAccessReview),
  entry('authentication.k8s.io/v1', 'authentication', selfSubjectReview),
  entry('authentication.k8s.io/v1', 'authentication', tokenRequest),
]);

const options: Registered = { schema: wholeSchema(deleteOptions), package: 'meta' };

/** What is known of a kind in a version. Options of a deletion are of every version: clients say that of the resource. */
export const registered = (apiVersion: string, kind: string): Registered | undefined =>
  kind === 'DeleteOptions' ? options : registry.get(`${apiVersion} ${kind}`);

/** Everything that can be read. */
export const allRegistered: readonly Registered[] = [...registry.values(), options];
