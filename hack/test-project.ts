import { startVitest, type TestModule } from 'vitest/node';

export interface Count {
  passed: number;
  failed: number;
}

/**
 * Runs one vitest project of the working directory and prints its report; without filters, all of it. Whatever made the run
 * a failure beside a test (a crash, a setup, a hook, no test at all) counts as one failed test. Sets the exit code.
 */
export async function runProject(project: string, filters: string[]): Promise<Count> {
  process.exitCode = 0; // vitest sets it; it is the only sign of a failed global setup
  const passWithNoTests = filters.length > 0;
  const count: Count = { passed: 0, failed: 0 };
  try {
    const vitest = await startVitest(filters, { project: [project], watch: false, passWithNoTests });
    await vitest.close();
    // A skipped or unfinished test proves nothing; only filters may leave one out.
    Object.assign(count, countTests(vitest.state.getTestModules(), filters.length > 0));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  if (process.exitCode !== 0 && count.failed === 0) count.failed = 1;
  process.exitCode = count.failed === 0 ? 0 : 1;
  return count;
}

function countTests(modules: TestModule[], maySkip: boolean): Count {
  const count: Count = { passed: 0, failed: 0 };
  for (const module of modules) {
    const states = Array.from(module.children.allTests(), (test) => test.result().state);
    const passed = states.filter((state) => state === 'passed').length;
    const failed = maySkip ? states.filter((state) => state === 'failed').length : states.length - passed;
    count.passed += passed;
    // A file that cannot be imported, or whose hooks fail, may have no failed test of its own.
    count.failed += failed === 0 && module.state() === 'failed' ? 1 : failed;
  }
  return count;
}
