import { second, type Json } from '@orrery/core/engine';
import { at, ipText, listAt, numberAt, objectAt, textAt, textListAt, type PodRecord } from '@orrery/core/cluster';
import type { ProbeType } from '@orrery/core/control';
import type { Place } from './containers.ts';
import type { ProbeSpec } from './probing.ts';

const members = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const;

const known = new WeakMap<object, Partial<Record<ProbeType, ProbeSpec | undefined>>>();

/** A probe as a container's manifest has it; undefined when it has none. */
export const probeSpec = ({ spec }: Place, type: ProbeType): ProbeSpec | undefined => {
  let specs = known.get(spec);
  if (specs === undefined) {
    specs = {
      startup: read(spec.json, 'startup'),
      readiness: read(spec.json, 'readiness'),
      liveness: read(spec.json, 'liveness'),
    };
    known.set(spec, specs);
  }
  return specs[type];
};

const read = (container: Json, type: ProbeType): ProbeSpec | undefined => {
  const probe = objectAt(container, members[type]);
  if (probe === undefined) return undefined;
  return {
    type,
    initialDelayUs: (numberAt(probe, 'initialDelaySeconds') ?? 0) * second,
    periodUs: (numberAt(probe, 'periodSeconds') ?? 10) * second,
    successThreshold: numberAt(probe, 'successThreshold') ?? 1,
    failureThreshold: numberAt(probe, 'failureThreshold') ?? 3,
  };
};

/** A probe may give its container less time to stop than the pod does. */
export const probeGrace = ({ spec }: Place, type: ProbeType): number | undefined =>
  numberAt(spec.json, members[type], 'terminationGracePeriodSeconds');

const portOf = (container: Json, port: Json | undefined): number => {
  if (typeof port === 'number') return port;
  const named = listAt(container, 'ports').find((one) => textAt(one, 'name') === port);
  return numberAt(named, 'containerPort') ?? Number(port ?? 0);
};

/** How the kubelet words what a probe found. `refused`: nobody listens. Source: pkg/probe. */
export const failureText = (
  pod: PodRecord,
  { spec }: Place,
  type: ProbeType,
  failure: string,
  refused: boolean,
): string => {
  if (failure !== '' && failure !== 'timeout') return failure;
  const probe = objectAt(spec.json, members[type]);
  const seconds = numberAt(probe, 'timeoutSeconds') ?? 1;
  const host = ipText(pod.status.ip);
  const timeout = failure === 'timeout';
  const http = objectAt(probe, 'httpGet');
  if (http !== undefined) {
    const target = `${textAt(http, 'host') ?? host}:${portOf(spec.json, at(http, 'port'))}`;
    const url = `${(textAt(http, 'scheme') ?? 'HTTP').toLowerCase()}://${target}${rooted(textAt(http, 'path') ?? '/')}`;
    if (timeout) return `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
    return refused
      ? `Get "${url}": dial tcp ${target}: connect: connection refused`
      : 'HTTP probe failed with statuscode: 503';
  }
  const tcp = objectAt(probe, 'tcpSocket');
  if (tcp !== undefined) {
    const target = `${textAt(tcp, 'host') ?? host}:${portOf(spec.json, at(tcp, 'port'))}`;
    return `dial tcp ${target}: ${timeout ? 'i/o timeout' : 'connect: connection refused'}`;
  }
  const grpc = objectAt(probe, 'grpc');
  if (grpc !== undefined) {
    if (!timeout && !refused) return 'service unhealthy (responded with "NOT_SERVING")';
    return `timeout: failed to connect service "${host}:${numberAt(grpc, 'port') ?? 0}" within ${seconds}s: context deadline exceeded`;
  }
  const command = textListAt(probe, 'exec', 'command').join(' ');
  return timeout ? `command timed out: "${command}" timed out after ${seconds}s` : '';
};

const rooted = (path: string): string => (path.startsWith('/') ? path : `/${path}`);
