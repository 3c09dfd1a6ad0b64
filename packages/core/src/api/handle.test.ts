import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../engine/index.ts';
import { textAt } from '../cluster/index.ts';
import type { Request } from './request.ts';
import { TestServer } from './handle.fixture.ts';

const nginx: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web' },
  spec: {
    serviceName: 'nginx',
    replicas: 2,
    selector: { matchLabels: { app: 'nginx' } },
    template: {
      metadata: { labels: { app: 'nginx' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80, name: 'web' }] }] },
    },
  },
};

const on = (verb: Request['verb'], kind: Request['kind'], name: string, rest: Partial<Request> = {}): Request => ({
  verb,
  kind,
  namespace: 'default',
  name,
  ...rest,
});

test('API-1: a created object is defaulted, stored and read back', () => {
  const server = new TestServer();
  const created = server.handle(on('create', 'StatefulSet', '', { body: nginx }));
  expect(created.code).toBe(201);
  expect(created.body).toMatchInlineSnapshot(`
    {
      "apiVersion": "apps/v1",
      "kind": "StatefulSet",
      "metadata": {
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "generation": 1,
        "name": "web",
        "namespace": "default",
        "resourceVersion": "2",
        "uid": "1b6635b3-0004-441e-850e-000000000001",
      },
      "spec": {
        "persistentVolumeClaimRetentionPolicy": {
          "whenDeleted": "Retain",
          "whenScaled": "Retain",
        },
        "podManagementPolicy": "OrderedReady",
        "replicas": 2,
        "revisionHistoryLimit": 10,
        "selector": {
          "matchLabels": {
            "app": "nginx",
          },
        },
        "serviceName": "nginx",
        "template": {
          "metadata": {
            "labels": {
              "app": "nginx",
            },
          },
          "spec": {
            "containers": [
              {
                "image": "nginx",
                "imagePullPolicy": "Always",
                "name": "nginx",
                "ports": [
                  {
                    "containerPort": 80,
                    "name": "web",
                    "protocol": "TCP",
                  },
                ],
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
              },
            ],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
          },
        },
        "updateStrategy": {
          "rollingUpdate": {
            "partition": 0,
          },
          "type": "RollingUpdate",
        },
      },
      "status": {
        "availableReplicas": 0,
        "replicas": 0,
      },
    }
  `);
  expect(server.handle(on('get', 'StatefulSet', 'web')).body).toEqual(created.body);
});
