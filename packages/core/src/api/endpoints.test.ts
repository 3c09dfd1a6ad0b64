import { expect, test } from 'vitest';
import type { Json } from '../engine/index.ts';
import { manifests, put, TestServer } from './handle.fixture.ts';

const slice = (path: string, member: Json | undefined): string => {
  const body = put(manifests.EndpointSlice, path, member);
  return JSON.stringify(new TestServer().ask('create', 'EndpointSlice', '', { body }).body);
};

const legacy = (path: string, member: Json | undefined): string => {
  const body = put(manifests.Endpoints, path, member);
  return JSON.stringify(new TestServer().ask('create', 'Endpoints', '', { body }).body);
};

test.each<readonly [string, Json | undefined, string]>([
  ['addressType', undefined, 'addressType: Required value'],
  [
    'addressType',
    'IPX',
    'addressType: Unsupported value: \\"IPX\\": supported values: \\"FQDN\\", \\"IPv4\\", \\"IPv6\\"',
  ],
  ['endpoints.0.addresses', [], 'endpoints[0].addresses: Required value: must contain at least 1 address'],
  [
    'endpoints.0.addresses',
    ['10.1.1'],
    'endpoints[0].addresses[0]: Invalid value: \\"10.1.1\\": must be a valid IPv4 address',
  ],
  ['endpoints.0.addresses', ['127.0.0.1'], 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['endpoints.0.hostname', 'Web', 'endpoints[0].hostname: Invalid value'],
  ['ports', [{ name: 'a' }, { name: 'a' }], 'ports[1].name: Duplicate value: \\"a\\"'],
  ['ports', [{ protocol: 'XYZ' }], 'ports[0].protocol: Unsupported value: \\"XYZ\\"'],
])('NE-1: a slice with %s %j is refused', (path, member, message) => {
  expect(slice(path, member)).toContain(message);
});

test('NE-1: a slice of IPv6 addresses or of names is taken, and its type cannot change', () => {
  expect(slice('endpoints', [])).toContain('"endpoints":[]');
  const six = { ...manifests.EndpointSlice, addressType: 'IPv6', endpoints: [{ addresses: ['fd00::1'] }] };
  const server = new TestServer();
  const made = server.create('EndpointSlice', six);
  expect(made).toMatchObject({ endpoints: [{ addresses: ['fd00::1'], conditions: {} }], ports: [{ protocol: 'TCP' }] });
  const body = { ...made, addressType: 'FQDN', endpoints: [{ addresses: ['a.example.com'] }] };
  expect(server.refusal('update', 'EndpointSlice', 'nginx-abcde', { body })).toContain('field is immutable');
});

test.each<readonly [string, Json | undefined, string]>([
  ['subsets.0.addresses', undefined, 'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`'],
  ['subsets.0.addresses.0.ip', 'x', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ['subsets.0.ports', [{ port: 80 }, { port: 81 }], 'subsets[0].ports[0].name: Required value'],
  ['subsets.0.ports.0.port', 0, 'subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'],
])('NE-2: Endpoints with %s %j are refused', (path, member, message) => {
  expect(legacy(path, member)).toContain(message);
});
