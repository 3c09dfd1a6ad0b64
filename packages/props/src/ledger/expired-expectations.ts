import type { ExpectedViolation } from './expected-violation.ts';

export const expiredExpectations: ExpectedViolation = {
  breaks: 'one-daemon-pod-per-node',
  upstream: 'kubernetes/kubernetes#129795',
  because:
    'An informer that stands still for more than five minutes lets the expectations expire, and the controller creates once more what it has not seen. Since 1.36 it waits for its own writes.',
  covers: (_violation, { lagMs, version }) => lagMs > 300_000 && version === '1.35.0',
  example: {
    layout: { nodes: 1, volumes: 0, replicas: 0, ordered: true, claims: false, daemons: true },
    lagMs: 400_000,
    version: '1.35.0',
    things: [
      { do: 'wait', ms: 310_000 },
      { do: 'taint node', index: 0 },
      { do: 'wait', ms: 1000 },
      { do: 'taint node', index: 0 },
      { do: 'wait', ms: 1000 },
    ],
  },
};
