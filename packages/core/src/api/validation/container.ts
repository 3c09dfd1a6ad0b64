import type { Json, JsonObject } from '../../engine/index.ts';
import { compareQuantities, at, listAt, numberAt, objectAt, textAt, textsAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { duplicate, forbiddenField, invalidValue, notFoundValue, notNegative, required, unsupported } from './field.ts';
import { dnsLabel, environmentName, portName, portNumber, qualifiedName } from './name.ts';
import { quantityOf } from './quantity.ts';

/** Which of these is set where only one of them may be? */
const validateOne = (object: Json, members: readonly string[], field: string, none: string, many: string) => {
  const given = members.filter((member) => at(object, member) !== undefined);
  const [, ...others] = given;
  return [
    ...(given.length === 0 ? [required(field, none)] : []),
    ...others.map((member) => forbiddenField(`${field}.${member}`, many)),
  ];
};

const validatePort = (port: Json, field: string): readonly Cause[] => {
  const value = typeof port === 'number' ? portNumber(port) : typeof port === 'string' ? portName(port) : [];
  return value.map((why) => invalidValue(field, port, why));
};

const handlerMembers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

const validateHandler = (handler: JsonObject, field: string): readonly Cause[] => {
  const causes: Cause[] = [];
  if (objectAt(handler, 'exec') !== undefined && listAt(handler, 'exec', 'command').length === 0)
    causes.push(required(`${field}.exec.command`));
  const http = objectAt(handler, 'httpGet');
  if (http !== undefined) {
    if ((textAt(http, 'path') ?? '') === '') causes.push(required(`${field}.httpGet.path`));
    causes.push(...validatePort(http['port'] ?? 0, `${field}.httpGet.port`));
    const scheme = textAt(http, 'scheme') ?? '';
    if (scheme !== 'HTTP' && scheme !== 'HTTPS')
      causes.push(unsupported(`${field}.httpGet.scheme`, scheme, ['HTTP', 'HTTPS']));
  }
  const tcp = objectAt(handler, 'tcpSocket');
  if (tcp !== undefined) causes.push(...validatePort(tcp['port'] ?? 0, `${field}.tcpSocket.port`));
  const none = 'must specify a handler type';
  return [...causes, ...validateOne(handler, handlerMembers, field, none, 'may not specify more than 1 handler type')];
};

const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

const validateProbe = (container: Json, member: string, field: string): readonly Cause[] => {
  const probe = objectAt(container, member);
  if (probe === undefined) return [];
  const here = `${field}.${member}`;
  const success = numberAt(probe, 'successThreshold') ?? 1;
  return [
    ...validateHandler(probe, here),
    ...counts.flatMap((one) => notNegative(`${here}.${one}`, numberAt(probe, one))),
    ...(member !== 'readinessProbe' && success !== 1
      ? [invalidValue(`${here}.successThreshold`, success, 'must be 1')]
      : []),
  ];
};

const protocols = ['SCTP', 'TCP', 'UDP'];

export const validateProtocol = (protocol: string, field: string): readonly Cause[] => {
  if (protocol === '') return [required(field)];
  return protocols.includes(protocol) ? [] : [unsupported(field, protocol, protocols)];
};

const validatePorts = (container: Json, field: string): readonly Cause[] => {
  const names = new Set<string>();
  return listAt(container, 'ports').flatMap((port, i) => {
    const here = `${field}.ports[${i}]`;
    const name = textAt(port, 'name') ?? '';
    const number = numberAt(port, 'containerPort') ?? 0;
    const host = numberAt(port, 'hostPort') ?? 0;
    const causes: Cause[] = name === '' ? [] : portName(name).map((why) => invalidValue(`${here}.name`, name, why));
    if (name !== '' && causes.length === 0 && names.has(name)) causes.push(duplicate(`${here}.name`, name));
    names.add(name);
    if (number === 0) causes.push(required(`${here}.containerPort`));
    else causes.push(...portNumber(number).map((why) => invalidValue(`${here}.containerPort`, number, why)));
    if (host !== 0) causes.push(...portNumber(host).map((why) => invalidValue(`${here}.hostPort`, host, why)));
    return [...causes, ...validateProtocol(textAt(port, 'protocol') ?? '', `${here}.protocol`)];
  });
};

const validateEnvironment = (container: Json, field: string): readonly Cause[] =>
  listAt(container, 'env').flatMap((variable, i) => {
    const here = `${field}.env[${i}]`;
    const name = textAt(variable, 'name') ?? '';
    const from = objectAt(variable, 'valueFrom');
    const both = from !== undefined && (textAt(variable, 'value') ?? '') !== '';
    return [
      ...(name === '' ? [required(`${here}.name`)] : []),
      ...(name === '' ? [] : environmentName(name).map((why) => invalidValue(`${here}.name`, name, why))),
      ...(both ? [invalidValue(`${here}.valueFrom`, '', 'may not be specified when `value` is not empty')] : []),
      ...(from !== undefined && Object.keys(from).length !== 1 ? [oneSource(from, `${here}.valueFrom`)] : []),
    ];
  });

const oneSource = (from: JsonObject, field: string): Cause =>
  Object.keys(from).length === 0
    ? invalidValue(
        field,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      )
    : invalidValue(field, '', 'may not have more than one field specified at a time');

const validateMounts = (container: Json, volumes: ReadonlySet<string>, field: string): readonly Cause[] => {
  const paths = new Set<string>();
  return listAt(container, 'volumeMounts').flatMap((mount, i) => {
    const here = `${field}.volumeMounts[${i}]`;
    const name = textAt(mount, 'name') ?? '';
    const path = textAt(mount, 'mountPath') ?? '';
    const causes: Cause[] = name === '' ? [required(`${here}.name`)] : [];
    if (!volumes.has(name)) causes.push(notFoundValue(`${here}.name`, name));
    if (path === '') causes.push(required(`${here}.mountPath`));
    if (paths.has(path)) causes.push(invalidValue(`${here}.mountPath`, path, 'must be unique'));
    paths.add(path);
    return causes;
  });
};

const standardResources = new Set(['cpu', 'memory', 'ephemeral-storage']);

const validateResourceName = (name: string, field: string): readonly Cause[] => {
  const problems = qualifiedName(name).map((why) => invalidValue(field, name, why));
  if (problems.length > 0) return problems;
  if (standardResources.has(name) || name.startsWith('hugepages-') || name.includes('/')) return [];
  return [
    invalidValue(field, name, 'must be a standard resource type or fully qualified'),
    invalidValue(field, name, 'must be a standard resource for containers'),
  ];
};

/** Amounts are not negative, and requests are within limits. */
export const validateResources = (container: Json, field: string): readonly Cause[] => {
  const limits = textsAt(container, 'resources', 'limits');
  const requests = textsAt(container, 'resources', 'requests');
  const amounts = (list: Readonly<Record<string, string>>, here: string): readonly Cause[] =>
    Object.entries(list).flatMap(([name, amount]) => [
      ...validateResourceName(name, here),
      ...(quantityOf(amount).nano < 0n
        ? [invalidValue(`${here}[${name}]`, amount, 'must be greater than or equal to 0')]
        : []),
    ]);
  const over = Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    if (limit === undefined || compareQuantities(quantityOf(request), quantityOf(limit)) <= 0) return [];
    return [invalidValue(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)];
  });
  return [...amounts(limits, `${field}.limits`), ...amounts(requests, `${field}.requests`), ...over];
};

const choice = (container: Json, member: string, field: string, choices: readonly string[]): readonly Cause[] => {
  const value = textAt(container, member) ?? '';
  if (value === '') return [required(`${field}.${member}`)];
  return choices.includes(value) ? [] : [unsupported(`${field}.${member}`, value, choices)];
};

/** What else is said of the containers around this one. */
export interface Around {
  /** Names that are taken. */
  readonly names: Set<string>;
  readonly volumes: ReadonlySet<string>;
}

/** One container. Source: validateContainerCommon and validateContainers. */
export const validateContainer = (container: Json, around: Around, field: string, init: boolean): readonly Cause[] => {
  const name = textAt(container, 'name') ?? '';
  const image = textAt(container, 'image') ?? '';
  const taken = around.names.has(name);
  around.names.add(name);
  const sidecar = textAt(container, 'restartPolicy') === 'Always';
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
  return [
    ...(name === '' ? [required(`${field}.name`)] : []),
    ...(name === '' ? [] : dnsLabel(name).map((why) => invalidValue(`${field}.name`, name, why))),
    ...(image === '' ? [required(`${field}.image`)] : []),
    ...(image === image.trim()
      ? []
      : [invalidValue(`${field}.image`, image, 'must not have leading or trailing whitespace')]),
    ...choice(container, 'terminationMessagePolicy', field, ['FallbackToLogsOnError', 'File']),
    ...validatePorts(container, field),
    ...validateEnvironment(container, field),
    ...validateMounts(container, around.volumes, field),
    ...choice(container, 'imagePullPolicy', field, ['Always', 'IfNotPresent', 'Never']),
    ...validateResources(container, `${field}.resources`),
    ...(taken && name !== '' ? [duplicate(`${field}.name`, name)] : []),
    ...['postStart', 'preStop'].flatMap((hook) => {
      const handler = objectAt(container, 'lifecycle', hook);
      return handler === undefined ? [] : validateHandler(handler, `${field}.lifecycle.${hook}`);
    }),
    ...probes.flatMap((probe) => {
      if (!init || sidecar) return validateProbe(container, probe, field);
      const why = 'may not be set for init containers without restartPolicy=Always';
      return objectAt(container, probe) === undefined ? [] : [forbiddenField(`${field}.${probe}`, why)];
    }),
  ];
};
