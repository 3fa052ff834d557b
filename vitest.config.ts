import { defineConfig } from 'vitest/config';

// CommonJS modules are imported as Node.js imports them.
const deps = { interopDefault: false };

// A poll ends as soon as it is answered, so that its patience costs nothing; the default of one second is a busy machine's hiccup.
const expectations = { poll: { timeout: 30_000 } };

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
          expect: expectations,
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          deps,
          expect: expectations,
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
