import type { CaseGroup } from './case.ts';
import { createWeb } from './files.ts';

export const createCases: readonly CaseGroup[] = [
  {
    title: 'KC-1: create says what was created, and goes on after an error',
    cases: [
      [[], createWeb, 'service/nginx created\nstatefulset.apps/web created', 0],
      [
        [createWeb, 'kubectl delete sts web'],
        createWeb,
        'statefulset.apps/web created\n! Error from server (AlreadyExists): error when creating "web.yaml": services "nginx" already exists',
        1,
      ],
      [[], 'kubectl create -f nope.yaml', '! error: the path "nope.yaml" does not exist', 1],
      [[], 'kubectl create -f web.yaml -o name', 'service/nginx\nstatefulset.apps/web', 0],
      [
        [],
        'kubectl create -f web.yaml --dry-run=server',
        'service/nginx created (server dry run)\nstatefulset.apps/web created (server dry run)',
        0,
      ],
      [
        [],
        'kubectl create -f foo.yaml',
        '! error: resource mapping not found for name: "x" namespace: "" from "foo.yaml": no matches for kind "Foo" in version "example.com/v1"\nensure CRDs are installed first',
        1,
      ],
    ],
  },
  {
    title: 'KC-235: a budget is made of options',
    cases: [
      [
        [],
        'kubectl create pdb web --selector=app=nginx --min-available=2',
        'poddisruptionbudget.policy/web created',
        0,
      ],
      [[], 'kubectl create pdb web', '! error: a selector must be specified', 1],
      [
        [],
        'kubectl create pdb web --selector=app=nginx',
        '! error: one of min-available or max-unavailable must be specified',
        1,
      ],
      [
        [],
        'kubectl create pdb web --selector=app=nginx --min-available=1 --max-unavailable=1',
        '! error: min-available and max-unavailable cannot be both specified',
        1,
      ],
      [
        [],
        'kubectl create pdb web --selector=app=nginx --min-available=x',
        '! error: invalid format specified for min-available',
        1,
      ],
      [
        ['kubectl create poddisruptionbudget web --selector "app in (nginx,httpd)" --max-unavailable=50%'],
        'kubectl get pdb',
        'NAME   MIN AVAILABLE   MAX UNAVAILABLE   ALLOWED DISRUPTIONS   AGE\nweb    N/A             50%               0                     0s',
        0,
      ],
      [
        ['kubectl create pdb web --selector=app=nginx --min-available=2'],
        'kubectl describe pdb web',
        [
          'Name:           web',
          'Namespace:      default',
          'Min available:  2',
          'Selector:       app=nginx',
          'Status:',
          '    Allowed disruptions:  0',
          '    Current:              0',
          '    Desired:              0',
          '    Total:                0',
          'Events:                   <none>',
        ].join('\n'),
        0,
      ],
    ],
  },
  {
    title: 'KC-15: a namespace is described with its conditions and without Events',
    cases: [
      [
        [],
        'kubectl describe ns kube-system',
        'Name:         kube-system\nLabels:       <none>\nAnnotations:  <none>\nStatus:       Active\n\nNo resource quota.\n\nNo LimitRange resource.',
        0,
      ],
    ],
  },
  {
    title: 'API-218: a former version is taken with a warning',
    cases: [
      [
        [],
        'kubectl create -f rbac.yaml',
        '! Warning: rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding is deprecated in v1.17+, unavailable in v1.22+; use rbac.authorization.k8s.io/v1 ClusterRoleBinding\nclusterrolebinding.rbac.authorization.k8s.io/fluentd-account created',
        0,
      ],
      [
        ['kubectl create -f rbac.yaml'],
        'kubectl describe clusterrolebinding fluentd-account',
        [
          'Name:         fluentd-account',
          'Labels:       <none>',
          'Annotations:  <none>',
          'Role:',
          '  Kind:  ClusterRole',
          '  Name:  view',
          'Subjects:',
          '  Kind            Name             Namespace',
          '  ----            ----             ---------',
          '  ServiceAccount  fluentd-account  kube-system',
        ].join('\n'),
        0,
      ],
      [
        ['kubectl create -f settings.yaml'],
        'kubectl describe cm settings',
        'Name:         settings\nNamespace:    default\nLabels:       <none>\nAnnotations:  <none>\n\nData\n====\ncolour:\n----\nblue\n\n\nBinaryData\n====\n\nEvents:  <none>',
        0,
      ],
    ],
  },
];
