import { defineConfig } from 'vitest/config';

// CommonJS modules are imported as Node.js imports them.
const deps = { interopDefault: false };

export default defineConfig({
  test: {
    allowOnly: false,
    // Two cores are what a small CI machine has, and what the time limits below are meant for. Integration tests start API
    // servers of their own and wait more than they work, so that two files at once take little from each other.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          deps,
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          deps,
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
