import { defineConfig } from 'vitest/config';

// What makes docs/compatibility.md: clients of many versions, which not every test run has to fetch.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: { include: ['test/clients/*.clients.ts'], testTimeout: 600_000, reporters: ['verbose'] },
});
