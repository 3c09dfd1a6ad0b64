import type { CaseGroup } from './case.ts';

const made = 'kubectl create deployment web --image=nginx:1 --replicas=3 --port=80';

export const deploymentCases: readonly CaseGroup[] = [
  {
    title: 'KC-225: create makes what options describe',
    cases: [
      [[], made, 'deployment.apps/web created', 0],
      [
        [made],
        "kubectl get deploy web -o jsonpath='{.spec.replicas} {.spec.template.spec.containers[0].name} {.spec.template.spec.containers[0].ports[0].containerPort}'",
        '3 nginx 80',
        0,
      ],
      [[], 'kubectl create deployment web', '! error: required flag(s) "image" not set', 1],
      [[], 'kubectl create namespace blue', 'namespace/blue created', 0],
      [[], 'kubectl create configmap c --from-literal=a=b=c -o name', 'configmap/c', 0],
      [['kubectl create configmap c --from-literal=a=b=c'], "kubectl get cm c -o jsonpath='{.data.a}'", 'b=c', 0],
    ],
  },
  {
    title: 'KC-226: a Deployment is scaled, paused, resumed and told about as a Deployment',
    cases: [
      [
        [made],
        'kubectl get deploy',
        'NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nweb    0/3     0            0           0s',
        0,
      ],
      [[made], 'kubectl scale deploy/web --replicas=5', 'deployment.apps/web scaled', 0],
      [[made], 'kubectl set image deploy/web nginx=nginx:2', 'deployment.apps/web image updated', 0],
      [[made], 'kubectl rollout pause deploy/web', 'deployment.apps/web paused', 0],
      [
        [made, 'kubectl rollout pause deploy/web'],
        'kubectl rollout pause deploy/web',
        '! error: deployments.apps "web" is already paused',
        1,
      ],
      [
        [made, 'kubectl rollout pause deploy/web'],
        'kubectl rollout resume deploy/web',
        'deployment.apps/web resumed',
        0,
      ],
      [[made], 'kubectl rollout resume deploy/web', '! error: deployments.apps "web" is not paused', 1],
      [
        [made, 'kubectl rollout pause deploy/web'],
        'kubectl rollout restart deploy/web',
        `! error: deployments.apps "web" can't restart paused deployment (run rollout resume first)`,
        1,
      ],
      [
        [made],
        'kubectl rollout status deploy/web --watch=false',
        'Waiting for deployment spec update to be observed...',
        0,
      ],
      [[made], 'kubectl rollout undo deploy/web', '! error: no rollout history found for deployment "web"', 1],
    ],
  },
];
