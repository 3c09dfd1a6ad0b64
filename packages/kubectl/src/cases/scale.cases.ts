import type { CaseGroup } from './case.ts';
import { createWeb } from './files.ts';

export const scaleCases: readonly CaseGroup[] = [
  {
    title: 'KC-6: scale writes spec.replicas',
    cases: [
      [[createWeb], 'kubectl scale sts web --replicas=5', 'statefulset.apps/web scaled', 0],
      [
        [createWeb],
        'kubectl scale sts/web --replicas 5 --current-replicas=3',
        '! error: Expected replicas to be 3, was 2',
        1,
      ],
      [
        [createWeb],
        'kubectl scale sts web --replicas=-1',
        '! error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0',
        1,
      ],
      [[createWeb], 'kubectl scale sts web', '! error: required flag(s) "replicas" not set', 1],
    ],
  },
];
