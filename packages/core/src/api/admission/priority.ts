import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isJsonObject, type Body, type Json, type JsonObject } from '../../engine/index.ts';
import {
  flagAt,
  numberAt,
  objectAt,
  oncePerBody,
  textAt,
  type ClusterState,
  type PriorityClassRecord,
  type PreemptionPolicy,
} from '../../cluster/index.ts';
import { forbidden, type Rejection } from '../rejection.ts';

/*
 * SC-30, SC-31: the admission plugin Priority: PriorityClasses give pods their priority. Source: plugin/pkg/admission/priority.
 */

type State = Pick<ClusterState, 'tables'>;

/** The class of pods that name none: of several, as a race may leave them, the one with the lowest value. */
export const defaultPriorityClass = ({ tables }: State): PriorityClassRecord | undefined => {
  let found: PriorityClassRecord | undefined;
  tables.PriorityClass.forEach((one) => {
    if (one.isDefault && (found === undefined || one.value < found.value)) found = one;
  });
  return found;
};

/** What a class makes of a pod. */
export interface Computed {
  readonly className: string;
  readonly priority: number;
  readonly policy: PreemptionPolicy;
}

/** What the class of this name, or none, makes of a pod; left: there is no such class. */
export const computed = (state: State, wanted: string): E.Either<string, Computed> => {
  const found = wanted === '' ? defaultPriorityClass(state) : state.tables.PriorityClass.find('', wanted);
  if (found !== undefined)
    return E.right({ className: found.meta.name, priority: found.value, policy: found.preemptionPolicy });
  return wanted === ''
    ? E.right({ className: '', priority: 0, policy: 'PreemptLowerPriority' })
    : E.left(`no PriorityClass with name ${wanted} was found`);
};

const source = 'must not be provided in pod spec; priority admission controller computed';

/** The pod's spec with what its class says; what it says itself must be the same. */
const withComputed = (spec: JsonObject, { className, priority, policy }: Computed): E.Either<string, JsonObject> => {
  const given = numberAt(spec, 'priority') ?? priority;
  const givenPolicy = textAt(spec, 'preemptionPolicy') ?? policy;
  const why = 'from the given PriorityClass name';
  if (given !== priority) return E.left(`the integer value of priority (${given}) ${source} ${priority} ${why}`);
  if (givenPolicy !== policy)
    return E.left(`the string value of PreemptionPolicy (${givenPolicy}) ${source} ${policy} ${why}`);
  const named = className === '' ? {} : { priorityClassName: className };
  return E.right({ ...spec, priority, preemptionPolicy: policy, ...named });
};

/** SC-30: a new pod as a user sends it, with its priority. */
export const withPriority = (state: State, pod: JsonObject): E.Either<Rejection, JsonObject> => {
  const spec = objectAt(pod, 'spec') ?? {};
  const name = textAt(pod, 'metadata', 'name') ?? textAt(pod, 'metadata', 'generateName') ?? '';
  return pipe(
    computed(state, textAt(spec, 'priorityClassName') ?? ''),
    E.chain((one) => withComputed(spec, one)),
    E.bimap(
      (why) => forbidden('Pod', name, why),
      (changed) => ({ ...pod, spec: changed }),
    ),
  );
};

/** What a pod made from a template gets where nothing is said of its priority. */
const unsaid = (spec: JsonObject): JsonObject => {
  if ((textAt(spec, 'priorityClassName') ?? '') !== '' || numberAt(spec, 'priority') !== 0) return spec;
  const { priority: _, preemptionPolicy, ...rest } = spec;
  return preemptionPolicy === 'Never' ? { ...rest, preemptionPolicy } : rest;
};

/** The spec of a template as somebody wrote it who says nothing of what priority it comes to, and the class that it names. */
const unsaidBy = oncePerBody(({ json }) => {
  const spec = unsaid(objectAt(json, 'spec') ?? {});
  return { spec, wanted: textAt(spec, 'priorityClassName') ?? '' };
});

/** Bodies that classes have made of a template's body, by what they made of it. */
const changedBodies = oncePerBody(() => new Map<string, Body>());

/**
 * SC-30: the body of a pod that a controller makes. Templates come with what a pod without a class gets, so that as a rule nothing
 * is to be done; what a class makes of one is made once.
 */
export const bodyWithPriority = (
  state: State,
  body: Body,
  name: string,
  intern: (json: Json) => Body,
): E.Either<Rejection, Body> => {
  const json = isJsonObject(body.json) ? body.json : {};
  const { spec, wanted } = unsaidBy(body);
  return pipe(
    computed(state, wanted),
    E.chain((one) => {
      const key = `${one.className} ${one.priority} ${one.policy}`;
      const known = changedBodies(body).get(key);
      if (known !== undefined) return E.right(known);
      return pipe(
        withComputed(spec, one),
        E.map((changed) => {
          const made = intern({ ...json, spec: changed });
          changedBodies(body).set(key, made);
          return made;
        }),
      );
    }),
    E.mapLeft((why) => forbidden('Pod', name, why)),
  );
};

/** SC-30: a pod keeps its priority when an update leaves it out. */
export const withKeptPriority = (pod: JsonObject, before: JsonObject): JsonObject => {
  const [spec, old] = [objectAt(pod, 'spec') ?? {}, objectAt(before, 'spec') ?? {}];
  const kept = ['priority', 'preemptionPolicy'].filter((key) => old[key] !== undefined && spec[key] === undefined);
  if (kept.length === 0) return pod;
  return { ...pod, spec: { ...spec, ...Object.fromEntries(kept.map((key) => [key, old[key] ?? null])) } };
};

/** SC-31: only one class may be the default. */
export const admitPriorityClass = (state: State, object: JsonObject): E.Either<Rejection, JsonObject> => {
  const name = textAt(object, 'metadata', 'name') ?? '';
  const known = flagAt(object, 'globalDefault') ? defaultPriorityClass(state) : undefined;
  if (known === undefined || known.meta.name === name) return E.right(object);
  const why = `PriorityClass ${known.meta.name} is already marked as default. Only one default can exist`;
  return E.left(forbidden('PriorityClass', name, why));
};
