import { defineConfig } from 'vitest/config';

// CommonJS modules are imported as Node.js imports them.
const deps = { interopDefault: false };

export default defineConfig({
  test: {
    allowOnly: false,
    // Two cores are what a small CI machine has, and what the time limits below are meant for.
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
          // Each file starts API servers of its own: one file after another keeps the machine, and so the timings, theirs.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
