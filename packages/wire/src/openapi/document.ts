import type { Json, JsonObject } from '@orrery/core/engine';
import { kindNames, type KindName } from '@orrery/core/cluster';
import type { StructSchema } from '@orrery/core/api';
import type { ServedResource, ResponseKind } from '../discovery/resource.ts';
import { packageOf } from '../protobuf/registry.ts';
import { status } from '../shape/answer.ts';
import {
  binding,
  deleteOptions,
  eviction,
  scale,
  selfSubjectAccessReview,
  selfSubjectReview,
  selfSubjectRulesReview,
  subjectAccessReview,
} from '../shape/request.ts';
import { wholeSchema, wholeSchemas } from '../shape/whole.ts';
import { addStruct, addList, type Components, type Origin } from './component.ts';
import { pathsOf } from './operation.ts';

const authorization: Origin = { package: 'authorization', version: 'v1' };

/** What is posted and is no kind of its own, with where it is defined. */
const requests: Readonly<Record<string, readonly [StructSchema, Origin]>> = {
  Binding: [binding, { package: 'core', version: 'v1' }],
  Eviction: [eviction, { package: 'policy', version: 'v1' }],
  Scale: [scale, { package: 'autoscaling', version: 'v1' }],
  SelfSubjectAccessReview: [selfSubjectAccessReview, authorization],
  SelfSubjectReview: [selfSubjectReview, { package: 'authentication', version: 'v1' }],
  SelfSubjectRulesReview: [selfSubjectRulesReview, authorization],
  SubjectAccessReview: [subjectAccessReview, authorization],
};

const isKind = (name: string): name is KindName => kindNames.some((kind) => kind === name);

const structOf = ({ group, version, kind }: ResponseKind): readonly [StructSchema, Origin] => {
  if (isKind(kind)) return [wholeSchemas[kind], { package: packageOf(group), version }];
  const request = requests[kind];
  if (request === undefined) throw new Error(`Discovery lists the kind ${kind}, which has no schema.`);
  return request;
};

const meta: Origin = { package: 'meta', version: 'v1' };

/** The name of a kind's schema, which is in the components from then on, with the kind that it says it is of. */
const namedIn =
  (components: Components) =>
  (of: ResponseKind): string => {
    const item = /^(.+)List$/.exec(of.kind)?.[1];
    const [schema, origin] = structOf(item === undefined ? of : { ...of, kind: item });
    const own = addStruct(schema, origin, components);
    const name = item === undefined ? own : addList(own, components);
    const gvk = { group: of.group, kind: of.kind, version: of.version };
    components.set(name, { ...components.get(name), 'x-kubernetes-group-version-kind': [gvk] });
    return name;
  };

const sorted = (members: Iterable<readonly [string, Json]>): JsonObject =>
  Object.fromEntries([...members].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** The OpenAPI document of one version of a group: its paths, and the schemas of all that goes over them. */
export const documentOf = (root: string, resources: readonly ServedResource[]): JsonObject => {
  const components: Components = new Map();
  const schemaName = namedIn(components);
  const paths = resources.flatMap((resource) => Object.entries(pathsOf(root, resource, schemaName)));
  addStruct(wholeSchema(status), meta, components);
  addStruct(wholeSchema(deleteOptions), meta, components);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.0' },
    paths: sorted(paths),
    components: { schemas: sorted(components) },
  };
};
