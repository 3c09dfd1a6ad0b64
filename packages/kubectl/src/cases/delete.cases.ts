import type { CaseGroup } from './case.ts';
import { createNode, createPods, createWeb } from './files.ts';

export const deleteCases: readonly CaseGroup[] = [
  {
    title: 'KC-5: delete says what was deleted and from where',
    cases: [
      [[createWeb], 'kubectl delete statefulset web', 'statefulset.apps "web" deleted from default namespace', 0],
      [
        [createWeb],
        'kubectl delete statefulsets.app web --cascade=false --wait=false',
        '! warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.\nstatefulset.apps "web" deleted from default namespace',
        0,
      ],
      [
        [createPods],
        'kubectl delete pods --all',
        'pod "a" deleted from default namespace\npod "longer-name" deleted from default namespace',
        0,
      ],
      [[createNode], 'kubectl delete node n1', 'node "n1" deleted', 0],
      [[], 'kubectl delete pod x', '! Error from server (NotFound): pods "x" not found', 1],
      [[], 'kubectl delete pods -l app=x', 'No resources found', 0],
      [
        [createWeb],
        'kubectl delete -f web.yaml',
        'service "nginx" deleted from default namespace\nstatefulset.apps "web" deleted from default namespace',
        0,
      ],
      [
        [createPods],
        'kubectl delete pod a --force --grace-period=5',
        '! error: --force and --grace-period greater than 0 cannot be specified together',
        1,
      ],
      [
        [createWeb],
        'kubectl delete sts web --cascade=no',
        '! error: invalid cascade value (no). Must be "background", "foreground", or "orphan"',
        1,
      ],
    ],
  },
];
