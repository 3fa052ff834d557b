// The whole test run: `npm test [-- VITEST FILTER…]`. Its last line on stdout is `N passed, N failed` over both projects,
// and its exit code is 0 only if something passed and nothing failed.
import { startVitest, type TestModule } from 'vitest/node';
import { binaries, findBinaries } from './control-plane/binaries.ts';
import { toStderr } from './control-plane/progress.ts';

interface Count {
  passed: number;
  failed: number;
}

const filters = process.argv.slice(2);

/** Runs one project; whatever made its run a failure beside a test (a crash, a setup, no test at all) counts as one. */
async function runProject(project: string): Promise<Count> {
  process.exitCode = 0; // vitest sets it; it is the only sign of a failed global setup
  const passWithNoTests = filters.length > 0;
  const count: Count = { passed: 0, failed: 0 };
  try {
    const vitest = await startVitest(filters, { project: [project], watch: false, passWithNoTests });
    await vitest.close();
    Object.assign(count, countTests(vitest.state.getTestModules()));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
  if (process.exitCode !== 0 && count.failed === 0) count.failed = 1;
  return count;
}

function countTests(modules: TestModule[]): Count {
  const count: Count = { passed: 0, failed: 0 };
  for (const module of modules) {
    const states = Array.from(module.children.allTests(), (test) => test.result().state);
    count.passed += states.filter((state) => state === 'passed').length;
    // Without filters every test must run: a skipped or unfinished one proves nothing, so it counts as failed.
    const bad = states.filter((state) => state === 'failed' || (state !== 'passed' && filters.length === 0)).length;
    // A file that cannot be imported, or whose hooks fail, has no failed test of its own.
    count.failed += bad === 0 && module.state() === 'failed' ? 1 : bad;
  }
  return count;
}

/** The integration tests need API servers: building them first keeps the minutes it takes out of their time limits. */
async function runIntegration(): Promise<Count> {
  try {
    await findBinaries(binaries, toStderr);
  } catch (error) {
    console.error('The control plane could not be built, so no integration test runs:', error);
    return { passed: 0, failed: 1 };
  }
  return runProject('integration');
}

const unit = await runProject('unit');
const integration = await runIntegration();
const passed = unit.passed + integration.passed;
const failed = unit.failed + integration.failed;
if (passed + failed === 0) console.error('No test ran.');
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
