import type { Json, JsonObject } from '../../engine/index.ts';
import { at, listAt, textAt } from '../../cluster/index.ts';
import { mapList, mapObject } from './container.ts';

const sessionTimeoutS = 10_800;

const defaultPort = (port: JsonObject): JsonObject => {
  const target = at(port, 'targetPort');
  const given = target === undefined || target === 0 || target === '' ? at(port, 'port') : target;
  return { protocol: 'TCP', ...port, ...(given === undefined ? {} : { targetPort: given }) };
};

/** Is a service of this type reached from outside through nodes? */
const isExternal = (type: string): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** A Service with the defaults of the API; addresses are given out when it is admitted. Source: pkg/apis/core/v1/defaults.go. */
export const defaultService = (object: JsonObject): JsonObject =>
  mapObject(object, 'spec', (given) => {
    const type = textAt(given, 'type') ?? 'ClusterIP';
    const external: Record<string, Json> = isExternal(type) ? { externalTrafficPolicy: 'Cluster' } : {};
    const balancer: Record<string, Json> = type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {};
    const inside: Record<string, Json> = type === 'ExternalName' ? {} : { internalTrafficPolicy: 'Cluster' };
    const sticky: Record<string, Json> =
      textAt(given, 'sessionAffinity') === 'ClientIP'
        ? { sessionAffinityConfig: { clientIP: { timeoutSeconds: sessionTimeoutS } } }
        : {};
    const spec: JsonObject = {
      sessionAffinity: 'None',
      ...external,
      ...balancer,
      ...inside,
      ...sticky,
      ...given,
      type,
    };
    return mapList(withFamilies(spec, type), 'ports', defaultPort);
  });

/** A cluster with one address family: IPv4. */
const withFamilies = (spec: JsonObject, type: string): JsonObject => {
  if (type === 'ExternalName') return spec;
  const headless = textAt(spec, 'clusterIP') === 'None';
  const withoutSelector = at(spec, 'selector') === undefined;
  const policy = headless && withoutSelector ? 'RequireDualStack' : 'SingleStack';
  const families = headless && withoutSelector ? ['IPv4', 'IPv6'] : ['IPv4'];
  const given = listAt(spec, 'ipFamilies');
  const clusterIp = textAt(spec, 'clusterIP');
  return {
    ipFamilyPolicy: policy,
    ...spec,
    ipFamilies: given.length === 0 ? families : given,
    ...(clusterIp === undefined ? {} : { clusterIPs: [clusterIp] }),
  };
};
