import type { MachineHappening } from './machine-world.ts';

/** What one would want to hold of machines and real Kubernetes does not keep. */
interface MachineExpectation {
  readonly breaks: string;
  readonly upstream: string;
  /** How it comes about, in one sentence. */
  readonly because: string;
  /** Do replicas have disks? A disk that is attached elsewhere would keep the old pod from starting. */
  readonly claims: boolean;
  readonly example: readonly MachineHappening[];
}

/** Rows 1 and 60 of what is known; each is shown by a run. */
export const machineLedger: readonly MachineExpectation[] = [
  {
    breaks: 'stable-identity',
    upstream: 'kubernetes/kubernetes#59848',
    because:
      'A kubelet that restarts lists from an API server that is behind, finds a pod that was deleted meanwhile, and runs it while its successor runs elsewhere.',
    claims: false,
    example: [
      { do: 'hold lists', node: 0 },
      { do: 'hold lists', node: 1 },
      { do: 'cordon', node: 0 },
      { do: 'delete pod', index: 0 },
      { do: 'delete pod', index: 1 },
      { do: 'wait', seconds: 100 },
      { do: 'cordon', node: 0 },
      { do: 'cordon', node: 1 },
      { do: 'start kubelet', node: 0 },
      { do: 'wait', seconds: 40 },
    ],
  },
  {
    breaks: 'kept-pods',
    upstream: 'kubernetes/kubernetes#123859',
    because: 'A kubelet that restarts lets its pods on anew, by the labels that its node has by then.',
    claims: true,
    example: [
      { do: 'relabel', node: 0 },
      { do: 'relabel', node: 1 },
      { do: 'start kubelet', node: 0 },
      { do: 'start kubelet', node: 1 },
      { do: 'wait', seconds: 20 },
    ],
  },
];
