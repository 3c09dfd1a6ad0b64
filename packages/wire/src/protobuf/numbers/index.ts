import { apps } from './apps.ts';
import { authentication } from './authentication.ts';
import { authorization } from './authorization.ts';
import { autoscaling } from './autoscaling.ts';
import { coordination } from './coordination.ts';
import { corePod } from './core-pod.ts';
import { coreVolume } from './core-volume.ts';
import { coreOther } from './core.ts';
import { discovery } from './discovery.ts';
import { meta } from './meta.ts';
import { policy } from './policy.ts';
import { rbac } from './rbac.ts';
import { scheduling } from './scheduling.ts';
import { storage } from './storage.ts';

/** Where messages are defined. Structs of different packages may have the same name. */
export type Package =
  | 'apps'
  | 'authentication'
  | 'authorization'
  | 'autoscaling'
  | 'coordination'
  | 'core'
  | 'discovery'
  | 'meta'
  | 'policy'
  | 'rbac'
  | 'scheduling'
  | 'storage';

/**
 * The numbers of members on the wire, by package and struct. A line names the members in the order of their numbers,
 * which count up from 1: `name=7` begins anew at 7, and `...Name` is a message whose members the object has as its own.
 * Source: the protobuf tags of k8s.io/api and k8s.io/apimachinery.
 */
export const numbers: Readonly<Record<Package, Readonly<Record<string, string>>>> = {
  apps,
  authentication,
  authorization,
  autoscaling,
  coordination,
  core: { ...coreOther, ...corePod, ...coreVolume },
  discovery,
  meta,
  policy,
  rbac,
  scheduling,
  storage,
};

/** A struct is meant of the package that names it, else of the two that all others use. */
export const homeOf = (name: string, from: Package): Package => {
  const found = ([from, 'meta', 'core'] as const).find((one) => Object.hasOwn(numbers[one], name));
  if (found === undefined)
    throw new Error(
      `The struct ${name}, met in ${from}, has no numbers: add it to protobuf/numbers beside its schema.`,
    );
  return found;
};
