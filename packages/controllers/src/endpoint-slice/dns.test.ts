import { beforeAll, describe, expect, test } from 'vitest';
import { answerDns, type DnsType } from '@orrery/core/cluster';
import { TestCluster } from '../cluster.fixture.ts';
import { endpointSliceController } from './index.ts';

let world: TestCluster;

const service = (name: string, spec: Record<string, string | boolean>): void => {
  const ports = [{ name: 'web', port: 80, protocol: 'TCP', targetPort: 8080 }];
  world.create('Service', 'default', name, { spec: { selector: { app: name }, ports, ...spec } });
};

const pod = (name: string, app: string, ready: boolean, hostname = ''): void => {
  const containers = [{ name: 'main', image: 'a' }];
  const spec = { containers, ...(hostname === '' ? {} : { hostname, subdomain: app }) };
  world.create('Pod', 'default', name, { metadata: { labels: { app } }, spec });
  const uid = world.pod(name)?.uid ?? 0;
  world.do({ type: 'BindPod', uid, node: 'node-1' });
  const status = world.body({ phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] });
  world.do({ type: 'ReportPodStatus', uid, status, times: [], ip: 0x0af4_0000 + uid, hostIp: '10.0.0.1' });
};

beforeAll(() => {
  world = new TestCluster([{ controller: endpointSliceController }]);
  service('nginx', { clusterIP: 'None' });
  service('early', { clusterIP: 'None', publishNotReadyAddresses: true });
  service('empty', { clusterIP: 'None' });
  service('front', { clusterIP: '10.96.0.10' });
  service('mail', { type: 'ExternalName', externalName: 'mail.example.com' });
  pod('web-0', 'nginx', true, 'web-0');
  pod('web-1', 'nginx', true, 'web-1');
  pod('web-2', 'nginx', false, 'web-2');
  pod('web-3', 'nginx', true);
  pod('early-0', 'early', false, 'early-0');
  pod('front-0', 'front', true);
  world.settle();
});

/** Status, answers and additional records in short. */
const ask = (name: string, type: DnsType = 'A', whole = false): readonly string[] => {
  const asked = whole ? name : `${name}.default.svc.cluster.local`;
  const { status, answers, additional } = answerDns(world.cluster.core.state, asked, type);
  const short = (name_: string): string => name_.replaceAll('.default.svc.cluster.local.', '');
  return [
    status,
    ...answers.map(({ type: of, data }) => `${of} ${short(data)}`),
    ...additional.map((one) => `+ ${short(one.name)} ${one.data}`),
  ];
};

describe('a headless Service', () => {
  test('NE-30, NE-31: has the addresses of all endpoints that are ready', () => {
    expect(ask('nginx')).toEqual(['NOERROR', 'A 10.244.0.1', 'A 10.244.0.2', 'A 10.244.0.4']);
    expect(ask('NGINX')).toEqual(ask('nginx'));
    expect(ask('early')).toEqual(['NOERROR', 'A 10.244.0.5']);
    expect(ask('empty')).toEqual(['NXDOMAIN']);
  });

  test('NE-30, NE-31: has each of them under its hostname, or its address with dashes, while it is ready', () => {
    expect(ask('web-0.nginx')).toEqual(['NOERROR', 'A 10.244.0.1']);
    expect(ask('web-2.nginx')).toEqual(['NXDOMAIN']);
    expect(ask('early-0.early')).toEqual(['NOERROR', 'A 10.244.0.5']);
    expect(ask('10-244-0-4.nginx')).toEqual(['NOERROR', 'A 10.244.0.4']);
    expect(ask('10-244-0-1.nginx')).toEqual(['NXDOMAIN']);
  });

  test('NE-32: has a SRV record for each of them and each port', () => {
    expect(ask('_web._tcp.nginx', 'SRV')).toEqual([
      'NOERROR',
      'SRV 0 33 8080 web-0.nginx',
      'SRV 0 33 8080 web-1.nginx',
      'SRV 0 33 8080 10-244-0-4.nginx',
      '+ web-0.nginx 10.244.0.1',
      '+ web-1.nginx 10.244.0.2',
      '+ 10-244-0-4.nginx 10.244.0.4',
    ]);
    expect(ask('_web._udp.nginx', 'SRV')).toEqual(['NXDOMAIN']);
    expect(ask('_other._tcp.nginx', 'SRV')).toEqual(['NXDOMAIN']);
  });
});

test('NE-30, NE-32: a Service with an address has it, with one SRV record for each port', () => {
  expect(ask('front')).toEqual(['NOERROR', 'A 10.96.0.10']);
  expect(ask('_web._tcp.front', 'SRV')).toEqual(['NOERROR', 'SRV 0 100 80 front', '+ front 10.96.0.10']);
  expect(ask('10-244-0-6.front')).toEqual(['NOERROR', 'A 10.244.0.6']);
});

test('NE-33: reverse lookups, names of pods, and other names', () => {
  expect(ask('1.0.244.10.in-addr.arpa', 'PTR', true)).toEqual(['NOERROR', 'PTR web-0.nginx']);
  expect(ask('10.0.96.10.in-addr.arpa', 'PTR', true)).toEqual(['NOERROR', 'PTR front']);
  expect(ask('3.0.244.10.in-addr.arpa', 'PTR', true)).toEqual(['NXDOMAIN']);
  expect(ask('10-1-2-3.default.pod.cluster.local', 'A', true)).toEqual(['NOERROR', 'A 10.1.2.3']);
  expect(ask('mail')).toEqual(['NOERROR', 'CNAME mail.example.com.']);
});

test('NE-34: a name that is there without such a record has no data; one that is not there does not exist', () => {
  expect(ask('nginx', 'AAAA')).toEqual(['NOERROR']);
  expect(ask('default.svc.cluster.local', 'A', true)).toEqual(['NOERROR']);
  expect(ask('nothing')).toEqual(['NXDOMAIN']);
  expect(ask('nginx.other.svc.cluster.local', 'A', true)).toEqual(['NXDOMAIN']);
  expect(ask('example.com', 'A', true)).toEqual(['REFUSED']);
  const [record] = answerDns(world.cluster.core.state, 'front.default.svc.cluster.local.', 'A').answers;
  expect(record).toEqual({ name: 'front.default.svc.cluster.local.', ttl: 5, type: 'A', data: '10.96.0.10' });
});

test('NE-31: a pod loses its name when it is deleted, not when it is gone', () => {
  world.do({ type: 'Delete', kind: 'Pod', namespace: 'default', name: 'web-1', graceSeconds: 30 });
  world.settle();
  expect(ask('web-1.nginx')).toEqual(['NXDOMAIN']);
});
