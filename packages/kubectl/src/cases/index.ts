import type { CaseGroup } from './case.ts';
import { applyCases } from './apply.cases.ts';
import { createCases } from './create.cases.ts';
import { deleteCases } from './delete.cases.ts';
import { deploymentCases } from './deployment.cases.ts';
import { getCases } from './get.cases.ts';
import { labelCases } from './label.cases.ts';
import { nodeCases } from './node.cases.ts';
import { patchCases } from './patch.cases.ts';
import { refusalsCases } from './refusals.cases.ts';
import { replaceCases } from './replace.cases.ts';
import { rolloutCases } from './rollout.cases.ts';
import { scaleCases } from './scale.cases.ts';
import { slipsCases } from './slips.cases.ts';
import { waitCases } from './wait.cases.ts';

export type { CaseGroup } from './case.ts';
export { files } from './files.ts';

/** What kubectl shows, verb by verb. */
export const caseGroups: readonly CaseGroup[] = [
  ...applyCases,
  ...createCases,
  ...deleteCases,
  ...deploymentCases,
  ...getCases,
  ...labelCases,
  ...nodeCases,
  ...patchCases,
  ...refusalsCases,
  ...replaceCases,
  ...rolloutCases,
  ...scaleCases,
  ...slipsCases,
  ...waitCases,
];
