// The tools that hold the repository to its rules: what `npm run check` runs and what checks/ runs as tests.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('..', import.meta.url));

const installed = (path) => join(root, 'node_modules', path);

export const tsc = installed('typescript/bin/tsc');
export const vitest = installed('vitest/vitest.mjs');
export const oxlint = installed('oxlint/bin/oxlint');
export const depcruise = installed('dependency-cruiser/bin/dependency-cruise.mjs');

/** Each tool as the arguments of node; all run from the root of the repository. */
export const tools = [
  { name: 'types', args: [tsc, '-b'] },
  { name: 'types of tests', args: [tsc, '-p', 'checks/tsconfig.json'] },
  { name: 'lint', args: [oxlint, '--type-aware', '--deny-warnings', '--format=unix'] },
  {
    name: 'format',
    args: [
      installed('prettier/bin/prettier.cjs'),
      '--check',
      '--log-level=warn',
      '--cache',
      '**/*.{ts,js,mjs,cjs,json,yaml}',
      '.oxlintrc.json',
      '.prettierrc.json',
    ],
  },
  { name: 'arrows', args: [depcruise, '--config', '.dependency-cruiser.cjs', 'packages'] },
  { name: 'dead code', args: [installed('knip/bin/knip.js'), '--no-progress', '--no-config-hints'] },
  { name: 'rules and tests', args: [join(root, 'scripts/check-spec.mjs')] },
];
