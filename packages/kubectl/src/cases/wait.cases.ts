import type { CaseGroup } from './case.ts';
import { createPods } from './files.ts';

export const waitCases: readonly CaseGroup[] = [
  {
    title: 'KC-11: wait',
    cases: [
      [[createPods], "kubectl wait pod/a --for=jsonpath='{.status.phase}'=Pending", 'pod/a condition met', 0],
      [
        [createPods],
        'kubectl wait pod/a --for=condition=Ready --timeout=5s',
        '! error: timed out waiting for the condition on pods/a',
        1,
      ],
      [
        [createPods],
        'kubectl wait pod/a --for=condition=Ready --timeout=0',
        '! error: condition not met for pods/a',
        1,
      ],
    ],
  },
];
