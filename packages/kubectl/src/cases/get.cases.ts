import type { Case, CaseGroup } from './case.ts';
import { createPods, createWeb } from './files.ts';

export const getCases: readonly CaseGroup[] = [
  {
    title: 'KC-2: get prints the tables of the API in columns',
    cases: [
      [
        [createPods],
        'kubectl get pods',
        'NAME          READY   STATUS    RESTARTS   AGE\na             0/1     Pending   0          0s\nlonger-name   0/1     Pending   0          0s',
        0,
      ],
      [[createPods], 'kubectl get po a --no-headers', 'a     0/1   Pending   0     0s', 0],
      [[createPods], 'kubectl get pods -l app=nginx -o name', 'pod/a', 0],
      [[createPods], "kubectl get pods -o jsonpath='{.items[*].metadata.name}'", 'a longer-name', 0],
      [[createPods], "kubectl get pod a -o jsonpath='{.status.phase}'", 'Pending', 0],
      [
        [createPods],
        'kubectl get pods --show-labels --field-selector metadata.name=a',
        'NAME   READY   STATUS    RESTARTS   AGE   LABELS\na      0/1     Pending   0          0s    app=nginx',
        0,
      ],
      [
        [createPods],
        'kubectl get pods -A',
        'NAMESPACE   NAME          READY   STATUS    RESTARTS   AGE\ndefault     a             0/1     Pending   0          0s\ndefault     longer-name   0/1     Pending   0          0s',
        0,
      ],
      [
        [createWeb],
        'kubectl get sts,svc',
        'NAME                   READY   AGE\nstatefulset.apps/web   0/2     0s\n\nNAME            TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE\nservice/nginx   ClusterIP   None         <none>        80/TCP    0s',
        0,
      ],
      [
        [createPods],
        'kubectl get pods -o custom-columns=N:.metadata.name,P:.status.phase',
        'N             P\na             Pending\nlonger-name   Pending',
        0,
      ],
    ],
  },
  {
    title: 'KC-3: nothing found is said on stderr and is no failure',
    cases: [
      [[], 'kubectl get pods', '! No resources found in default namespace.', 0],
      [[], 'kubectl get pv', '! No resources found', 0],
      [[], 'kubectl get pods -A', '! No resources found', 0],
      [[], 'kubectl get pod x', '! Error from server (NotFound): pods "x" not found', 1],
      [[], 'kubectl get pod x --ignore-not-found', '', 0],
      [[], 'kubectl get foo', '! error: the server doesn\'t have a resource type "foo"', 1],
    ],
  },
  {
    title: 'KC-4: an object may be named in every way that kubectl takes',
    cases: [
      ...[
        'sts web',
        'statefulset web',
        'statefulsets.apps web',
        'sts/web',
        'statefulsets.app/web',
        'statefulsets.v1.apps web',
      ].map((words): Case => [[createWeb], `kubectl get ${words} -o name`, 'statefulset.apps/web', 0]),
      [[createPods], 'kubectl get pod/a pod/longer-name -o name', 'pod/a\npod/longer-name', 0],
    ],
  },
];
