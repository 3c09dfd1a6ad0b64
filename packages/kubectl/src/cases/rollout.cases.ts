import type { CaseGroup } from './case.ts';
import { createWeb } from './files.ts';

export const rolloutCases: readonly CaseGroup[] = [
  {
    title: 'KC-10: rollout',
    cases: [
      [
        [createWeb],
        'kubectl rollout status sts/web --timeout=1s',
        'Waiting for statefulset spec update to be observed...\n! error: timed out waiting for the condition',
        1,
      ],
      [[createWeb], 'kubectl rollout pause sts/web', '! error: statefulsets.apps "web" pausing is not supported', 1],
      [[createWeb], 'kubectl rollout history sts/web', 'statefulset.apps/web \nNo rollout history found.', 0],
      [[createWeb], 'kubectl rollout undo sts/web', '! error: no last revision to roll back to', 1],
      [[createWeb], 'kubectl rollout restart sts/web', 'statefulset.apps/web restarted', 0],
    ],
  },
];
