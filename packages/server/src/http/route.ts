import { subresources } from '@orrery/core/api';
import { kindNames, kinds, type Kind, type KindName } from '@orrery/core/cluster';

/** A resource of the API that a path names. */
export interface ResourceRoute {
  readonly kind: KindName;
  /** '': of a cluster-scoped kind, or all namespaces. */
  readonly namespace: string;
  /** '': the collection. */
  readonly name: string;
  /** What follows the name: `status`, `scale`, `log`; '' for the object itself. */
  readonly subresource: string;
}

/** `apps/v1/statefulsets` to its kind, former versions that are still taken included. */
const kindOfPath: ReadonlyMap<string, KindName> = new Map(
  kindNames.flatMap((name): readonly (readonly [string, KindName])[] => {
    const { group, version, plural, former = {} }: Kind = kinds[name];
    return [version, ...Object.keys(former)].map((one) => [`${group}/${one}/${plural}`, name]);
  }),
);

/** Parts of a path, decoded; undefined when it is not one of the API: an empty part, `..`, or a wrong escape. */
export const segmentsOf = (path: string): readonly string[] | undefined => {
  const parts = path.split('/').slice(1);
  if (parts.at(-1) === '') parts.pop();
  try {
    const decoded = parts.map((part) => decodeURIComponent(part));
    return decoded.some(
      (part) => part === '' || part === '.' || part === '..' || part.includes('/') || part.includes('\0'),
    )
      ? undefined
      : decoded;
  } catch {
    return undefined;
  }
};

/** Where a path leads below `/api/v1` or `/apis/GROUP/VERSION`; undefined when no such resource is served. */
export const resourceRoute = (segments: readonly string[]): ResourceRoute | undefined => {
  const [root, ...below] = segments;
  if (root === 'api') return routeIn('', below[0] ?? '', below.slice(1));
  if (root === 'apis') return routeIn(below[0] ?? '', below[1] ?? '', below.slice(2));
  return undefined;
};

const routeIn = (group: string, version: string, parts: readonly string[]): ResourceRoute | undefined => {
  const [first = '', second = '', plural = ''] = parts;
  const within =
    first === 'namespaces' && parts.length > 2 ? kindOfPath.get(`${group}/${version}/${plural}`) : undefined;
  if (within !== undefined && kinds[within].namespaced) return place(within, second, parts.slice(3));
  // What else lies below a namespace is a resource that nobody serves, unless the namespace itself has it.
  if (first === 'namespaces' && parts.length > 2 && !subresources.Namespace.some((one) => one === plural))
    return undefined;
  const kind = kindOfPath.get(`${group}/${version}/${first}`);
  if (kind === undefined) return undefined;
  // Objects of a namespaced kind are named below their namespace only; all namespaces together are a collection.
  if (kinds[kind].namespaced && parts.length > 1) return undefined;
  return place(kind, '', parts.slice(1));
};

const place = (kind: KindName, namespace: string, [name = '', ...rest]: readonly string[]): ResourceRoute => ({
  kind,
  namespace,
  name,
  subresource: rest.join('/'),
});
