import type { CaseGroup } from './case.ts';

export const applyCases: readonly CaseGroup[] = [
  {
    title: 'KC-13: apply patches three ways',
    cases: [
      [[], 'kubectl apply -f web.yaml', 'service/nginx created\nstatefulset.apps/web created', 0],
      [
        ['kubectl apply -f web.yaml'],
        'kubectl apply -f web.yaml',
        'service/nginx unchanged\nstatefulset.apps/web unchanged',
        0,
      ],
      [
        ['kubectl apply -f web.yaml', 'kubectl scale sts web --replicas=4'],
        'kubectl apply -f web.yaml',
        'service/nginx unchanged\nstatefulset.apps/web configured',
        0,
      ],
    ],
  },
];
