import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oxlint, root } from '../scripts/tools.mjs';
import { plant, uproot } from './planted-repository.ts';
import { runNode } from './run-node.ts';

/** The part of .oxlintrc.json that lists what pure packages go without. */
interface Configuration {
  readonly overrides: readonly {
    readonly rules: {
      readonly 'no-restricted-globals'?: readonly [string, ...{ readonly name: string }[]];
      readonly 'no-restricted-properties'?: readonly [
        string,
        ...{ readonly object?: string; readonly property: string }[],
      ];
    };
  }[];
}

/** A file that breaks a rule, and the rule. */
interface Offence {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
}

const configuration = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as Configuration; // its shape

const purity = configuration.overrides.find(({ rules }) => Array.isArray(rules['no-restricted-properties']))?.rules;
const globals = purity?.['no-restricted-globals']?.slice(1) as readonly { readonly name: string }[]; // the rest
const properties = purity?.['no-restricted-properties']?.slice(1) as readonly {
  readonly object?: string;
  readonly property: string;
}[]; // the rest

const pure = ['packages/core/src/engine', 'packages/controllers/src/kubelet'];

const impure: readonly Offence[] = pure.flatMap((folder) => [
  ...globals.map(({ name }) => ({
    rule: 'eslint(no-restricted-globals)',
    path: `${folder}/global-${name}.ts`,
    text: `export const planted = (): unknown => ${name};\n`,
  })),
  ...properties.map(({ object = 'planted', property }) => ({
    rule: 'eslint(no-restricted-properties)',
    path: `${folder}/${object}-${property}.ts`,
    text: `export const found = (planted: string): unknown => ${object}.${property}(planted);\n`,
  })),
  {
    rule: 'eslint(no-console)',
    path: `${folder}/console.ts`,
    text: "export const planted = (): void => console.log('');\n",
  },
  {
    rule: 'oxc(no-async-await)',
    path: `${folder}/async.ts`,
    text: 'export const planted = async () => 1;\n',
  },
]);

const long = (lines: number): string => `${'\n  void 0;'.repeat(lines)}\n`;

const offence = (rule: string, name: string, text: string): Offence => ({
  rule,
  path: `packages/kubectl/src/${name}.ts`,
  text,
});

const careless: readonly Offence[] = [
  offence('eslint(no-restricted-imports)', 'fp-ts', "export { pipe } from 'fp-ts/function';\n"),
  offence(
    'eslint(no-restricted-imports)',
    'fp-ts-barrel',
    "import { either } from 'fp-ts';\nexport const e = either;\n",
  ),
  offence(
    'eslint(no-restricted-imports)',
    'fp-ts-es6',
    "import * as E from 'fp-ts/es6/Either.js';\nexport const e = E;\n",
  ),
  offence(
    'eslint(no-restricted-imports)',
    'io-ts-es6',
    "import * as t from 'io-ts/es6/index.js';\nexport const e = t;\n",
  ),
  offence('eslint(no-restricted-imports)', 'io-ts-deep', "export { failure } from 'io-ts/PathReporter';\n"),
  offence('eslint(no-unused-vars)', 'unused', 'const planted = 1;\nexport const other = 2;\n'),
  offence('eslint(max-lines)', 'long', 'void 0;\n'.repeat(401)),
  offence('eslint(max-lines-per-function)', 'long-function', `export const planted = (): void => {${long(60)}};\n`),
  offence('import(no-default-export)', 'default', 'export default 1;\n'),
  offence('typescript(no-explicit-any)', 'any', 'export const planted = (x: any): number => x;\n'),
  offence('typescript(no-non-null-assertion)', 'bang', 'export const planted = (x?: string): string => x!;\n'),
  offence(
    'typescript(consistent-type-imports)',
    'type-import',
    "import { Type } from './innocent.ts';\nexport type T = Type;\n",
  ),
  offence(
    'typescript(switch-exhaustiveness-check)',
    'switch',
    "export const planted = (x: 'a' | 'b'): void => {\n  switch (x) {\n    case 'a':\n  }\n};\n",
  ),
];

const innocent: Readonly<Record<string, string>> = {
  'packages/kubectl/src/innocent.ts': 'export interface Type {\n  readonly planted: number;\n}\n',
  'packages/core/src/engine/innocent.ts':
    "import * as E from 'fp-ts/lib/Either.js';\nexport const planted = (n: number) => E.right(Math.floor(2 ** n));\n",
  'packages/core/src/engine/codec.ts':
    "import * as t from 'io-ts';\nexport { failure } from 'io-ts/lib/PathReporter.js';\nexport const planted = t.string;\n",
  'packages/core/src/engine/innocent.test.ts': `export const planted = (): unknown => {${long(60)}return Buffer;\n};\n`,
};

interface Report {
  readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
}

describe('what the house does without is reported by the name of its rule', () => {
  const offences = [...impure, ...careless];
  let folder = '';
  let diagnostics: Report['diagnostics'] = [];
  beforeAll(async () => {
    folder = plant({ ...innocent, ...Object.fromEntries(offences.map(({ path, text }) => [path, text])) });
    const { stdout, stderr } = await runNode([oxlint, '--type-aware', '--format=json'], folder);
    expect(stdout, stderr).toMatch(/^\{/);
    ({ diagnostics } = JSON.parse(stdout) as Report); // its documented shape
  }, 60_000);
  afterAll(() => uproot(folder));

  const rulesBroken = (path: string): (string | undefined)[] =>
    diagnostics.filter(({ filename }) => filename === path).map(({ code }) => code);

  test.each(offences)('$rule: $path', ({ rule, path }) => {
    expect(rulesBroken(path)).toContain(rule);
  });

  test.each(Object.keys(innocent))('%s is nobody’s offence', (path) => {
    expect(rulesBroken(path)).toEqual([]);
  });
});
