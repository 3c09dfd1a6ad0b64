import { defineConfig } from 'vitest/config';

// The condition `source` lets the packages' doors lead to src: tests need no build.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    // A machine may be as slow as it likes: nothing here is measured by the clock.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['packages/*/src/**/*.{test,prop}.ts', 'checks/**/*.test.ts', 'test/**/*.test.ts'],
    // Modules hold no state that one file could leave to the next, and loading them anew for each took two thirds of the time.
    isolate: false,
    reporters: ['./scripts/test-reporter.mjs'],
  },
});
