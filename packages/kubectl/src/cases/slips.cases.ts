import type { CaseGroup } from './case.ts';

export const slipsCases: readonly CaseGroup[] = [
  {
    title: 'KC-12: what cannot be understood',
    cases: [
      [[], 'kubectl gett pods', '! error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget', 1],
      [[], 'kubectl get pods --foo', "! error: unknown flag: --foo\nSee 'kubectl get --help' for usage.", 1],
      [[], 'kubectl get pods -n', "! error: flag needs an argument: 'n' in -n\nSee 'kubectl get --help' for usage.", 1],
    ],
  },
];
