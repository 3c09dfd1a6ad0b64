import type { Json, JsonObject } from '@orrery/core/engine';
import { hole, ipText } from '@orrery/core/cluster';
import type { KubernetesVersion } from '@orrery/core/control';

/** Conditions as a healthy kubelet writes them, in its order. */
const conditions: readonly JsonObject[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'] as const,
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'] as const,
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'] as const,
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'] as const,
].map(([type, status, reason, message]) => ({ type, status, reason, message }));

/** What a machine has unless the scenario says otherwise. */
const defaultResources = { cpu: '4', 'ephemeral-storage': '100Gi', memory: '16Gi', pods: '110' } as const;

/** The labels that a kubelet puts on its node. */
export const kubeletLabels = (name: string): Readonly<Record<string, string>> => ({
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': name,
  'kubernetes.io/os': 'linux',
});

/** What a node's machine is like. */
export interface Machine {
  readonly capacity?: Readonly<Record<string, string>> | undefined;
  readonly allocatable?: Readonly<Record<string, string>> | undefined;
}

/** The status that a kubelet reports when it registers. */
export const registeredStatus = (
  name: string,
  ip: string,
  { capacity, allocatable }: Machine,
  version: KubernetesVersion,
): JsonObject => ({
  addresses: [
    { type: 'InternalIP', address: ip },
    { type: 'Hostname', address: name },
  ],
  allocatable: { ...defaultResources, ...capacity, ...allocatable },
  capacity: { ...defaultResources, ...allocatable, ...capacity },
  conditions,
  daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
  nodeInfo: {
    architecture: 'amd64',
    containerRuntimeVersion: 'containerd://2.1.4',
    kernelVersion: '6.8.0',
    kubeProxyVersion: '',
    kubeletVersion: `v${version.split('.').length === 2 ? `${version}.0` : version}`,
    operatingSystem: 'linux',
    osImage: 'Orrery Linux',
  },
});

/** Address of the machine number `index`; machines live in 10.0.0.0/9, below the pods. */
export const machineIp = (index: number): string => ipText(0x0a00_0001 + index);

/** Body and status of a node with holes for its name (0) and address (1): thousands of nodes share them. */
export const nodeTemplate = (
  entry: Machine & {
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
    readonly taints?: readonly Json[] | undefined;
  },
  version: KubernetesVersion,
): { readonly body: JsonObject; readonly status: JsonObject } => ({
  body: {
    metadata: {
      ...(entry.annotations === undefined ? {} : { annotations: entry.annotations }),
      labels: { ...kubeletLabels(hole(0)), ...entry.labels },
    },
    spec: entry.taints === undefined || entry.taints.length === 0 ? {} : { taints: entry.taints },
  },
  status: registeredStatus(hole(0), hole(1), entry, version),
});
