import { defineConfig } from 'vitest/config';

// The condition `source` lets the packages' doors lead to src: tests need no build.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.{test,prop}.ts', 'checks/**/*.test.ts'],
    reporters: ['./scripts/test-reporter.mjs'],
  },
});
