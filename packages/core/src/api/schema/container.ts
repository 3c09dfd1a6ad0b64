import { localObjectReference } from './metadata.ts';
import {
  asSet,
  atomic,
  filled,
  flag,
  int32,
  int64,
  intOrText,
  kept,
  keyedBy,
  list,
  quantities,
  quantity,
  struct,
  text,
  type Fields,
} from './schema.ts';

const httpHeader = struct('HTTPHeader', { name: kept(text), value: kept(text) });

const handlers: Fields = {
  exec: struct('ExecAction', { command: list(kept(text)) }),
  httpGet: struct('HTTPGetAction', {
    path: text,
    port: intOrText,
    host: text,
    scheme: text,
    httpHeaders: list(httpHeader),
  }),
  tcpSocket: struct('TCPSocketAction', { port: intOrText, host: text }),
};

const probe = struct('Probe', {
  ...handlers,
  grpc: struct('GRPCAction', { port: kept(int32), service: kept(text) }),
  initialDelaySeconds: int32,
  timeoutSeconds: int32,
  periodSeconds: int32,
  successThreshold: int32,
  failureThreshold: int32,
  terminationGracePeriodSeconds: kept(int64),
});

const lifecycleHandler = struct('LifecycleHandler', {
  ...handlers,
  sleep: struct('SleepAction', { seconds: kept(int64) }),
});

const seLinuxOptions = struct('SELinuxOptions', { user: text, role: text, type: text, level: text });
const seccompProfile = struct('SeccompProfile', { type: kept(text), localhostProfile: kept(text) });
const appArmorProfile = struct('AppArmorProfile', { type: kept(text), localhostProfile: kept(text) });
const windowsOptions = struct('WindowsSecurityContextOptions', {
  gmsaCredentialSpecName: kept(text),
  gmsaCredentialSpec: kept(text),
  runAsUserName: kept(text),
  hostProcess: kept(flag),
});

const sharedSecurity: Fields = {
  seLinuxOptions,
  windowsOptions,
  runAsUser: kept(int64),
  runAsGroup: kept(int64),
  runAsNonRoot: kept(flag),
  seccompProfile,
  appArmorProfile,
};

export const podSecurityContext = struct('PodSecurityContext', {
  ...sharedSecurity,
  supplementalGroups: list(int64),
  supplementalGroupsPolicy: kept(text),
  fsGroup: kept(int64),
  sysctls: list(struct('Sysctl', { name: kept(text), value: kept(text) })),
  fsGroupChangePolicy: kept(text),
  seLinuxChangePolicy: kept(text),
});

const securityContext = struct('SecurityContext', {
  ...sharedSecurity,
  capabilities: struct('Capabilities', { add: list(text), drop: list(text) }),
  privileged: kept(flag),
  readOnlyRootFilesystem: kept(flag),
  allowPrivilegeEscalation: kept(flag),
  procMount: kept(text),
});

const envVar = struct('EnvVar', {
  name: kept(text),
  value: text,
  valueFrom: struct('EnvVarSource', {
    fieldRef: atomic(struct('ObjectFieldSelector', { apiVersion: text, fieldPath: kept(text) })),
    resourceFieldRef: atomic(
      struct('ResourceFieldSelector', { containerName: text, resource: kept(text), divisor: quantity }),
    ),
    configMapKeyRef: atomic(struct('ConfigMapKeySelector', { name: text, key: kept(text), optional: kept(flag) })),
    secretKeyRef: atomic(struct('SecretKeySelector', { name: text, key: kept(text), optional: kept(flag) })),
    fileKeyRef: atomic(
      struct('FileKeySelector', {
        volumeName: kept(text),
        path: kept(text),
        key: kept(text),
        optional: kept(flag),
      }),
    ),
  }),
});

const envFromSource = struct('EnvFromSource', {
  prefix: text,
  configMapRef: struct('ConfigMapEnvSource', { ...localObjectReference.fields, optional: kept(flag) }),
  secretRef: struct('SecretEnvSource', { ...localObjectReference.fields, optional: kept(flag) }),
});

export const resourceRequirements = struct('ResourceRequirements', {
  limits: quantities,
  requests: quantities,
  claims: keyedBy(list(struct('ResourceClaim', { name: kept(text), request: text })), 'name'),
});

/** Requests and limits of a claim. */
export const volumeResourceRequirements = struct('VolumeResourceRequirements', {
  limits: quantities,
  requests: quantities,
});

const containerPort = struct('ContainerPort', {
  name: text,
  hostPort: int32,
  containerPort: kept(int32),
  protocol: text,
  hostIP: text,
});

const volumeMount = struct('VolumeMount', {
  name: kept(text),
  readOnly: flag,
  recursiveReadOnly: kept(text),
  mountPath: kept(text),
  subPath: text,
  mountPropagation: kept(text),
  subPathExpr: text,
});

const shared: Fields = {
  name: kept(text),
  image: text,
  command: list(kept(text)),
  args: list(kept(text)),
  workingDir: text,
  ports: keyedBy(list(containerPort, 'containerPort'), 'containerPort', 'protocol'),
  envFrom: list(envFromSource),
  env: list(envVar, 'name'),
  resources: filled(resourceRequirements),
  resizePolicy: list(struct('ContainerResizePolicy', { resourceName: kept(text), restartPolicy: kept(text) })),
  restartPolicy: kept(text),
  restartPolicyRules: list(
    struct('ContainerRestartRule', {
      action: text,
      exitCodes: struct('ContainerRestartRuleOnExitCodes', { operator: text, values: asSet(list(int32)) }),
    }),
  ),
  volumeMounts: list(volumeMount, 'mountPath'),
  volumeDevices: list(struct('VolumeDevice', { name: kept(text), devicePath: kept(text) }), 'devicePath'),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: struct('Lifecycle', { postStart: lifecycleHandler, preStop: lifecycleHandler, stopSignal: kept(text) }),
  terminationMessagePath: text,
  terminationMessagePolicy: text,
  imagePullPolicy: text,
  securityContext,
  stdin: flag,
  stdinOnce: flag,
  tty: flag,
};

export const container = struct('Container', shared);

export const ephemeralContainer = struct('EphemeralContainer', { ...shared, targetContainerName: text });
