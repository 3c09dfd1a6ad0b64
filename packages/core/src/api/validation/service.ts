import { isJsonObject, type Json, type JsonObject } from '../../engine/index.ts';
import { at, listAt, numberAt, objectAt, textAt, textListAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { validateProtocol } from './container.ts';
import { duplicate, forbiddenField, invalidValue, required, unsupported } from './field.ts';
import { validateLabels } from './metadata.ts';
import { dnsLabel, dnsSubdomain, portName, portNumber } from './name.ts';

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const affinities = ['ClientIP', 'None'];

const choice = (spec: JsonObject, member: string, choices: readonly string[]): readonly Cause[] => {
  const value = textAt(spec, member) ?? '';
  if (value === '') return [required(`spec.${member}`)];
  return choices.includes(value) ? [] : [unsupported(`spec.${member}`, value, choices)];
};

const validateType = (spec: JsonObject, type: string, headless: boolean): readonly Cause[] => {
  if (type === 'ExternalName') {
    const name = (textAt(spec, 'externalName') ?? '').replace(/\.$/, '');
    if (name === '') return [required('spec.externalName')];
    return dnsSubdomain(name).map((why) => invalidValue('spec.externalName', name, why));
  }
  if (headless && (type === 'LoadBalancer' || type === 'NodePort'))
    return [invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)];
  return [];
};

const validateTarget = (target: Json | undefined, field: string): readonly Cause[] => {
  if (typeof target === 'number') return portNumber(target).map((why) => invalidValue(field, target, why));
  if (typeof target === 'string') return portName(target).map((why) => invalidValue(field, target, why));
  return [];
};

const validatePort = (port: Json, i: number, several: boolean, names: Set<string>): readonly Cause[] => {
  const here = `spec.ports[${i}]`;
  const name = textAt(port, 'name') ?? '';
  const number = numberAt(port, 'port') ?? 0;
  const causes: Cause[] = [];
  if (several && name === '') causes.push(required(`${here}.name`));
  else if (name !== '') {
    causes.push(...dnsLabel(name).map((why) => invalidValue(`${here}.name`, name, why)));
    if (names.has(name)) causes.push(duplicate(`${here}.name`, name));
    names.add(name);
  }
  causes.push(...portNumber(number).map((why) => invalidValue(`${here}.port`, number, why)));
  causes.push(...validateProtocol(textAt(port, 'protocol') ?? '', `${here}.protocol`));
  causes.push(...validateTarget(at(port, 'targetPort'), `${here}.targetPort`));
  return causes;
};

const pairOf = (port: Json): string => `${numberAt(port, 'port') ?? 0}/${textAt(port, 'protocol') ?? ''}`;

const validatePorts = (spec: JsonObject, type: string, headless: boolean): readonly Cause[] => {
  const ports = listAt(spec, 'ports');
  if (ports.length === 0 && !headless && type !== 'ExternalName') return [required('spec.ports')];
  const names = new Set<string>();
  const pairs = new Set<string>();
  return ports.flatMap((port, i) => {
    const causes = [...validatePort(port, i, ports.length > 1, names), ...validateNodePort(port, i, type)];
    const repeated = pairs.has(pairOf(port));
    pairs.add(pairOf(port));
    if (!repeated || !isJsonObject(port)) return causes;
    const { port: number = 0, protocol = '' } = port;
    return [...causes, duplicate(`spec.ports[${i}]`, { port: number, protocol })];
  });
};

const validateNodePort = (port: Json, i: number, type: string): readonly Cause[] => {
  const nodePort = numberAt(port, 'nodePort') ?? 0;
  if (nodePort === 0) return [];
  if (type === 'ClusterIP' || type === 'ExternalName')
    return [forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'")];
  if (nodePort >= 30_000 && nodePort <= 32_767) return [];
  return [
    invalidValue(
      `spec.ports[${i}].nodePort`,
      nodePort,
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    ),
  ];
};

/** Source: ValidateService. */
export const validateService = (object: JsonObject): readonly Cause[] => {
  const spec = objectAt(object, 'spec') ?? {};
  const type = textAt(spec, 'type') ?? '';
  const headless = textAt(spec, 'clusterIP') === 'None';
  return [
    ...validateType(spec, type, headless),
    ...validatePorts(spec, type, headless),
    ...validateLabels(textsAt(spec, 'selector'), 'spec.selector'),
    ...choice(spec, 'sessionAffinity', affinities),
    ...choice(spec, 'type', types),
  ];
};

/** A cluster address is given once. */
export const validateServiceUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] => {
  const old = textAt(before, 'spec', 'clusterIP') ?? '';
  const now = textAt(object, 'spec', 'clusterIP') ?? '';
  const external = [object, before].some((one) => textAt(one, 'spec', 'type') === 'ExternalName');
  if (old === '' || old === now || external) return [];
  return [invalidValue('spec.clusterIPs[0]', textListAt(object, 'spec', 'clusterIPs'), 'may not change once set')];
};
