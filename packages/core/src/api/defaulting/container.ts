import type { Json, JsonObject } from '../../engine/index.ts';
import { isJsonObject } from '../../engine/index.ts';
import { listAt, objectAt, textAt, textsAt } from '../../cluster/index.ts';

/** `latest`, and a tag that is not given, mean that the image changes under its name. Digests never do. */
const defaultPullPolicy = (image: string): string => {
  if (image.includes('@')) return 'IfNotPresent';
  const last = image.slice(image.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  return colon === -1 || last.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
};

const withDefaults = (defaults: JsonObject, given: JsonObject): JsonObject => ({ ...defaults, ...given });

/** Applies a function to a member if it is an object. */
export const mapObject = (
  object: JsonObject,
  key: string,
  change: (member: JsonObject) => JsonObject,
): Record<string, Json> => {
  const member = objectAt(object, key);
  return member === undefined ? { ...object } : { ...object, [key]: change(member) };
};

/** Applies a function to the objects in a list, if there is such a list. */
export const mapList = (
  object: JsonObject,
  key: string,
  change: (item: JsonObject) => JsonObject,
): Record<string, Json> => {
  const items = listAt(object, key);
  if (items.length === 0) return { ...object };
  return { ...object, [key]: items.map((item) => (isJsonObject(item) ? change(item) : item)) };
};

const probe = (given: JsonObject): JsonObject =>
  mapHandler(withDefaults({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }, given));

/** Defaults of an httpGet or grpc handler. */
const mapHandler = (given: JsonObject): JsonObject =>
  mapObject(
    mapObject(given, 'httpGet', (httpGet) => withDefaults({ path: '/', scheme: 'HTTP' }, httpGet)),
    'grpc',
    (grpc) => withDefaults({ service: '' }, grpc),
  );

/** A container with the defaults of the API. Source: pkg/apis/core/v1/defaults.go. */
export const defaultContainer = (given: JsonObject): JsonObject => {
  let container: JsonObject = withDefaults(
    {
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: defaultPullPolicy(textAt(given, 'image') ?? ''),
    },
    given,
  );
  container = mapList(container, 'ports', (port) => withDefaults({ protocol: 'TCP' }, port));
  container = mapList(container, 'env', (variable) =>
    mapObject(variable, 'valueFrom', (from) =>
      mapObject(
        mapObject(from, 'fieldRef', (reference) => withDefaults({ apiVersion: 'v1' }, reference)),
        'resourceFieldRef',
        (reference) => withDefaults({ divisor: '0' }, reference),
      ),
    ),
  );
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe']) container = mapObject(container, kind, probe);
  container = mapObject(container, 'lifecycle', (lifecycle) =>
    mapObject(mapObject(lifecycle, 'postStart', mapHandler), 'preStop', mapHandler),
  );
  return withRequests(container);
};

/** A limit without a request is also the request. Admission and defaulting both say so; done once, here. */
const withRequests = (container: JsonObject): JsonObject => {
  const limits = textsAt(container, 'resources', 'limits');
  if (Object.keys(limits).length === 0) return container;
  const requests = { ...limits, ...textsAt(container, 'resources', 'requests') };
  return { ...container, resources: { ...objectAt(container, 'resources'), requests } };
};
