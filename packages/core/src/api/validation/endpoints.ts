import type { Json, JsonObject } from '../../engine/index.ts';
import { at, listAt, numberAt, textAt, textListAt } from '../../cluster/index.ts';
import type { Cause } from '../rejection.ts';
import { validateProtocol } from './container.ts';
import { duplicate, invalidValue, required, tooMany, unchanged, unsupported } from './field.ts';
import { dnsLabel, dnsSubdomain, portNumber } from './name.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

const addressesMax = 100;
const portsMax = 100;
const endpointsMax = 1000;

const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

const isIpv6 = (text: string): boolean => {
  if (!/^[0-9a-fA-F:]+$/.test(text) || text.split('::').length > 2) return false;
  const groups = text.split(/::?/).filter((group) => group !== '');
  return groups.every((group) => group.length <= 4) && (text.includes('::') ? groups.length < 8 : groups.length === 8);
};

/** Addresses that are no endpoint's. Source: ValidateNonSpecialIP. */
const special = (ip: string): string | undefined => {
  const lower = ip.toLowerCase();
  if (ip === '0.0.0.0' || ip === '::') return 'may not be unspecified (0.0.0.0 or ::)';
  if (ip.startsWith('127.') || ip === '::1') return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  if (ip.startsWith('169.254.') || /^fe[89ab]/.test(lower))
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  if (ip.startsWith('224.0.0.') || lower.startsWith('ff02'))
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  return undefined;
};

const notSpecial = (ip: string, field: string): readonly Cause[] => {
  const why = special(ip);
  return why === undefined ? [] : [invalidValue(field, ip, why)];
};

const validateAddress = (address: string, type: string, field: string): readonly Cause[] => {
  if (type === 'FQDN') return dnsSubdomain(address).map((why) => invalidValue(field, address, why));
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const valid = type === 'IPv4' ? isIpv4(address) : isIpv6(address);
  const wrong = valid ? [] : [invalidValue(field, address, `must be a valid ${type} address`)];
  return [...wrong, ...notSpecial(address, field)];
};

const validateHostname = (endpoint: Json, field: string): readonly Cause[] => {
  const hostname = textAt(endpoint, 'hostname');
  return hostname === undefined ? [] : dnsLabel(hostname).map((why) => invalidValue(field, hostname, why));
};

const validateEndpoint = (endpoint: Json, type: string, here: string): readonly Cause[] => {
  const addresses = textListAt(endpoint, 'addresses');
  const field = `${here}.addresses`;
  const count =
    addresses.length === 0
      ? [required(field, 'must contain at least 1 address')]
      : addresses.length > addressesMax
        ? [tooMany(field, addresses.length, addressesMax)]
        : [];
  return [
    ...count,
    ...addresses.flatMap((address, i) => validateAddress(address, type, `${field}[${i}]`)),
    ...validateHostname(endpoint, `${here}.hostname`),
  ];
};

const validateSlicePorts = (object: JsonObject): readonly Cause[] => {
  const ports = listAt(object, 'ports');
  if (ports.length > portsMax) return [tooMany('ports', ports.length, portsMax)];
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const name = textAt(port, 'name') ?? '';
    const repeated = names.has(name);
    names.add(name);
    return [
      ...(name === '' ? [] : dnsLabel(name).map((why) => invalidValue(`ports[${i}].name`, name, why))),
      ...(repeated ? [duplicate(`ports[${i}].name`, name)] : []),
      ...validateProtocol(textAt(port, 'protocol') ?? '', `ports[${i}].protocol`),
    ];
  });
};

/** Source: ValidateEndpointSlice. */
export const validateEndpointSlice = (object: JsonObject): readonly Cause[] => {
  const type = textAt(object, 'addressType') ?? '';
  const endpoints = listAt(object, 'endpoints');
  const typeCauses =
    type === ''
      ? [required('addressType')]
      : addressTypes.includes(type)
        ? []
        : [unsupported('addressType', type, addressTypes)];
  const endpointCauses =
    endpoints.length > endpointsMax
      ? [tooMany('endpoints', endpoints.length, endpointsMax)]
      : endpoints.flatMap((endpoint, i) => validateEndpoint(endpoint, type, `endpoints[${i}]`));
  return [...typeCauses, ...endpointCauses, ...validateSlicePorts(object)];
};

/** The type of a slice's addresses is given once. */
export const validateEndpointSliceUpdate = (object: JsonObject, before: JsonObject): readonly Cause[] =>
  unchanged('addressType', at(object, 'addressType'), at(before, 'addressType'));

const legacyIp = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

const validateLegacyAddress = (address: Json, here: string): readonly Cause[] => {
  const ip = textAt(address, 'ip') ?? '';
  if (!isIpv4(ip) && !isIpv6(ip)) return [invalidValue(`${here}.ip`, ip, legacyIp)];
  return [
    ...((textAt(address, 'hostname') ?? '') === '' ? [] : validateHostname(address, `${here}.hostname`)),
    ...notSpecial(ip, `${here}.ip`),
  ];
};

const validateLegacyPort = (port: Json, here: string, several: boolean): readonly Cause[] => {
  const name = textAt(port, 'name') ?? '';
  const number = numberAt(port, 'port') ?? 0;
  const nameCauses =
    name !== ''
      ? dnsLabel(name).map((why) => invalidValue(`${here}.name`, name, why))
      : several
        ? [required(`${here}.name`)]
        : [];
  return [
    ...nameCauses,
    ...portNumber(number).map((why) => invalidValue(`${here}.port`, number, why)),
    ...validateProtocol(textAt(port, 'protocol') ?? '', `${here}.protocol`),
  ];
};

/** Source: validateEndpointSubsets. */
export const validateEndpoints = (object: JsonObject): readonly Cause[] =>
  listAt(object, 'subsets').flatMap((subset, i) => {
    const here = `subsets[${i}]`;
    const ready = listAt(subset, 'addresses');
    const notReady = listAt(subset, 'notReadyAddresses');
    const ports = listAt(subset, 'ports');
    return [
      ...(ready.length + notReady.length === 0
        ? [required(here, 'must specify `addresses` or `notReadyAddresses`')]
        : []),
      ...ready.flatMap((one, at) => validateLegacyAddress(one, `${here}.addresses[${at}]`)),
      ...notReady.flatMap((one, at) => validateLegacyAddress(one, `${here}.notReadyAddresses[${at}]`)),
      ...ports.flatMap((one, at) => validateLegacyPort(one, `${here}.ports[${at}]`, ports.length > 1)),
    ];
  });
