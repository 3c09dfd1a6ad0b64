import { expect, test } from 'vitest';
import { tools } from '../scripts/tools.mjs';
import { runNode } from './run-node.ts';

test.each(tools)('the repository holds to its rules: $name', { timeout: 120_000 }, async ({ args }) => {
  const { code, stdout, stderr } = await runNode(args);
  expect(code, `${stdout}${stderr}`).toBe(0);
});
