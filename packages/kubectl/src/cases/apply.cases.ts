import type { CaseGroup } from './case.ts';

/** What a conflict is told with. */
const waysOut = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

const bothApplied = 'service/nginx serverside-applied\nstatefulset.apps/web serverside-applied';
const onServer = 'kubectl apply --server-side -f web.yaml';
const scaled = 'kubectl scale sts web --replicas=4';
const managers = "kubectl get sts web -o jsonpath='{.metadata.managedFields[*].manager}'";

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
  {
    title: 'KC-16: apply on the server',
    cases: [
      [[], onServer, bothApplied, 0],
      [[onServer], onServer, bothApplied, 0],
      [
        [],
        'kubectl apply --server-side --dry-run=server -f web.yaml',
        bothApplied.replaceAll(/$/gm, ' (server dry run)'),
        0,
      ],
      [
        [onServer, scaled],
        onServer,
        'service/nginx serverside-applied\n! error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas' +
          waysOut,
        1,
      ],
      [[onServer, scaled], `${onServer} --force-conflicts`, bothApplied, 0],
      [['kubectl create -f web.yaml'], 'kubectl apply --server-side --field-manager=me -f web.yaml', bothApplied, 0],
      [
        [],
        'kubectl apply -f web.yaml --force-conflicts',
        '! error: --force-conflicts only works with --server-side',
        1,
      ],
      [
        [],
        'kubectl apply --server-side --dry-run=client -f web.yaml',
        "! error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
        1,
      ],
    ],
  },
  {
    title: 'KC-17: who then manages',
    cases: [
      [['kubectl create -f web.yaml', 'kubectl label sts web a=b'], managers, 'kubectl-create kubectl-label', 0],
      [['kubectl apply -f web.yaml', onServer], managers, 'kubectl-last-applied kubectl', 0],
      [
        [onServer, 'kubectl annotate sts web a=b', 'kubectl label sts web a=b'],
        managers,
        'kubectl kubectl-annotate kubectl-label',
        0,
      ],
    ],
  },
];
