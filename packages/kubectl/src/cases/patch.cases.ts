import type { CaseGroup } from './case.ts';
import { createWeb } from './files.ts';

export const patchCases: readonly CaseGroup[] = [
  {
    title: 'KC-9: patch and set image',
    cases: [
      [[createWeb], `kubectl patch sts web -p '{"spec":{"replicas":1}}'`, 'statefulset.apps/web patched', 0],
      [
        [createWeb],
        `kubectl patch sts web -p '{"spec":{"replicas":2}}'`,
        'statefulset.apps/web patched (no change)',
        0,
      ],
      [
        [createWeb],
        `kubectl patch sts web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":3}]'`,
        'statefulset.apps/web patched',
        0,
      ],
      [[createWeb], 'kubectl set image sts/web nginx=nginx:2', 'statefulset.apps/web image updated', 0],
      [[createWeb], 'kubectl set image sts/web nginx=nginx:1', '', 0],
      [[createWeb], 'kubectl set image sts/web foo=nginx:1', '! error: unable to find container named "foo"', 1],
    ],
  },
];
