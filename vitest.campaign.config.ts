import { defineConfig } from 'vitest/config';

// What takes too long for every test run: how often the properties find what they must find.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: { include: ['packages/*/src/**/*.campaign.ts'], testTimeout: 600_000, reporters: ['verbose'] },
});
