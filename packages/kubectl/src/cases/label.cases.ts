import type { CaseGroup } from './case.ts';
import { createPods } from './files.ts';

export const labelCases: readonly CaseGroup[] = [
  {
    title: 'KC-7: label says what became of the labels',
    cases: [
      [[createPods], 'kubectl label pod a tier=front', 'pod/a labeled', 0],
      [
        [createPods],
        'kubectl label pod a app=x',
        "! error: 'app' already has a value (nginx), and --overwrite is false",
        1,
      ],
      [[createPods], 'kubectl label pod a app=x --overwrite', 'pod/a labeled', 0],
      [[createPods], 'kubectl label pod a app-', 'pod/a unlabeled', 0],
      [[createPods], 'kubectl label pod a none-', 'label "none" not found.\npod/a not labeled', 0],
      [[createPods], 'kubectl label pod a app- tier=x', 'pod/a unlabeled', 0],
      [[createPods], 'kubectl annotate pod a note=x', 'pod/a annotated', 0],
    ],
  },
];
