import type { ExpectedViolation } from './expected-violation.ts';

export const latePods: ExpectedViolation = {
  breaks: 'ordered-creation',
  upstream: 'kubernetes/kubernetes#41889',
  because:
    'The controller sees the set scaled up before it sees that a lower pod has gone: two informers, and no order between them.',
  covers: (_violation, { setLagMs = 0 }) => setLagMs > 0,
  example: {
    layout: { nodes: 2, volumes: 0, replicas: 1, ordered: true, claims: false, daemons: false },
    lagMs: 0,
    setLagMs: 5000,
    things: [
      { do: 'wait', ms: 40_000 },
      { do: 'delete pod', index: 0 },
      { do: 'wait', ms: 10 },
      { do: 'scale', replicas: 2 },
    ],
  },
};
