import type { CaseGroup } from './case.ts';
import { createNode } from './files.ts';

export const nodeCases: readonly CaseGroup[] = [
  {
    title: 'KC-8: nodes are cordoned, uncordoned and tainted',
    cases: [
      [[createNode], 'kubectl cordon n1', 'node/n1 cordoned', 0],
      [[createNode, 'kubectl cordon n1'], 'kubectl cordon n1', 'node/n1 already cordoned', 0],
      [[createNode, 'kubectl cordon n1'], 'kubectl uncordon n1', 'node/n1 uncordoned', 0],
      [[createNode], 'kubectl taint node n1 k=v:NoSchedule', 'node/n1 tainted', 0],
      [
        [createNode, 'kubectl taint node n1 k=v:NoSchedule'],
        'kubectl taint nodes n1 k=w:NoSchedule',
        '! error: node n1 already has k taint(s) with same effect(s) and --overwrite is false',
        1,
      ],
      [
        [createNode, 'kubectl taint node n1 k=v:NoSchedule'],
        'kubectl taint nodes n1 k:NoSchedule-',
        'node/n1 untainted',
        0,
      ],
      [[createNode], 'kubectl taint nodes n1 k:NoSchedule-', '! error: taint "k:NoSchedule" not found', 1],
    ],
  },
];
