import { expect, test } from 'vitest';
import { Session } from './session.fixture.ts';

const manifest = `
apiVersion: v1
kind: Service
metadata:
  name: nginx
  labels: {app: nginx}
spec:
  clusterIP: None
  selector: {app: nginx}
  ports:
    - {name: web, port: 80}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: nginx-abcde
  labels: {kubernetes.io/service-name: nginx}
addressType: IPv4
endpoints:
  - addresses: [10.244.0.2]
    conditions: {ready: true}
    hostname: web-0
    nodeName: n1
    targetRef: {kind: Pod, name: web-0, namespace: default}
  - addresses: [10.244.0.3]
    conditions: {ready: false}
ports:
  - {name: web, port: 80}
---
apiVersion: v1
kind: Endpoints
metadata:
  name: nginx
subsets:
  - addresses: [{ip: 10.244.0.2}]
    notReadyAddresses: [{ip: 10.244.0.3}]
    ports: [{name: web, port: 80}]
`;

const given = (): Session => {
  const session = new Session({ 'all.yaml': manifest });
  expect(session.type('kubectl create -f all.yaml').shown).toBe(
    'service/nginx created\nendpointslice.discovery.k8s.io/nginx-abcde created\nendpoints/nginx created',
  );
  return session;
};

test('NE-50: a Service is described with the endpoints that are ready', () => {
  expect(
    given()
      .type('kubectl describe svc nginx')
      .shown.split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual([
    'Name:                     nginx',
    'Namespace:                default',
    'Labels:                   app=nginx',
    'Annotations:              <none>',
    'Selector:                 app=nginx',
    'Type:                     ClusterIP',
    'IP Family Policy:         SingleStack',
    'IP Families:              IPv4',
    'IP:                       None',
    'IPs:                      None',
    'Port:                     web  80/TCP',
    'TargetPort:               80/TCP',
    'Endpoints:                10.244.0.2:80',
    'Session Affinity:         None',
    'Internal Traffic Policy:  Cluster',
    'Events:                   <none>',
  ]);
});

test('NE-50: Endpoints and slices are listed and described', () => {
  const session = given();
  expect(session.type('kubectl get ep').shown).toBe('NAME    ENDPOINTS       AGE\nnginx   10.244.0.2:80   0s');
  expect(session.type('kubectl get endpointslices').shown).toBe(
    'NAME          ADDRESSTYPE   PORTS   ENDPOINTS               AGE\nnginx-abcde   IPv4          80      10.244.0.2,10.244.0.3   0s',
  );
  const slice = session.type('kubectl describe endpointslice nginx-abcde').shown;
  for (const line of [
    '  - Addresses:  10.244.0.2',
    '      Ready:    true',
    '    TargetRef:  Pod/web-0',
    '    Zone:       <unset>',
  ])
    expect(slice).toContain(line);
  const legacy = session.type('kubectl describe ep nginx').shown;
  for (const line of ['  Addresses:          10.244.0.2', '  NotReadyAddresses:  10.244.0.3', '    web   80    TCP'])
    expect(legacy).toContain(line);
});
