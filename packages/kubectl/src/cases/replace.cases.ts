import type { CaseGroup } from './case.ts';
import { createWeb } from './files.ts';

export const replaceCases: readonly CaseGroup[] = [
  {
    title: 'KC-224: replace writes what is there anew, and with --force deletes it first',
    cases: [
      [
        [],
        'kubectl replace -f web.yaml',
        '! Error from server (NotFound): error when replacing "web.yaml": services "nginx" not found\n! Error from server (NotFound): error when replacing "web.yaml": statefulsets.apps "web" not found',
        1,
      ],
      [
        [createWeb, 'kubectl scale sts web --replicas=4'],
        'kubectl replace -f web.yaml',
        'service/nginx replaced\nstatefulset.apps/web replaced',
        0,
      ],
      [
        [createWeb, 'kubectl scale sts web --replicas=4', 'kubectl replace -f web.yaml'],
        "kubectl get sts web -o jsonpath='{.spec.replicas}'",
        '2',
        0,
      ],
      [
        [createWeb],
        'kubectl replace --force -f web.yaml',
        'service "nginx" deleted from default namespace\nstatefulset.apps "web" deleted from default namespace\nservice/nginx replaced\nstatefulset.apps/web replaced',
        0,
      ],
      [[], 'kubectl replace', '! error: must specify one of -f and -k', 1],
    ],
  },
];
