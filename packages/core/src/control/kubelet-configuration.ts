import { second, type Duration } from '../engine/index.ts';

/** What a kubelet measures of its node, by the names of upstream's eviction signals. */
export const evictionSignals = ['memory.available', 'nodefs.available', 'pid.available'] as const;
export type EvictionSignal = (typeof evictionSignals)[number];

/** Below how much of what is measured a node is under pressure: so much, or so many millionths of its capacity. */
export type Threshold = { readonly amount: number } | { readonly millionths: number };

/** How the kubelets of a run are configured. Source: KubeletConfiguration. */
export interface KubeletConfiguration {
  /** A signal without a threshold is not looked at. */
  readonly evictionHard: Readonly<Partial<Record<EvictionSignal, Threshold>>>;
  /** How long a condition stays after pressure was seen last. */
  readonly evictionPressureTransitionUs: Duration;
  /** How many processes a node takes. */
  readonly maxPids: number;
}

/** Source: pkg/kubelet/apis/config/v1beta1, defaults_linux.go; pid_max of Linux. */
export const defaultKubeletConfiguration: KubeletConfiguration = {
  evictionHard: {
    'memory.available': { amount: 100 * 1024 * 1024 },
    'nodefs.available': { millionths: 100_000 },
  },
  evictionPressureTransitionUs: 300 * second,
  maxPids: 32_768,
};
