import type { ExpectedViolation } from './expected-violation.ts';

export const unreadyNeighbour: ExpectedViolation = {
  breaks: 'rollout-budget',
  upstream: 'kubernetes/kubernetes#96218',
  because:
    'A Parallel set rolls on from the highest ordinal down without looking at lower pods, so one that is not ready there goes uncounted.',
  covers: ({ message }) => message.startsWith('Parallel set'),
  example: {
    layout: { nodes: 2, volumes: 0, replicas: 5, ordered: false, claims: false, daemons: true, partition: 1 },
    lagMs: 57,
    things: [{ do: 'wait', ms: 32 }, { do: 'delete pod', index: 9 }, { do: 'new image' }],
  },
};
