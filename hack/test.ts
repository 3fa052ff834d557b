// The whole test run: `npm test [-- VITEST FILTER…]`. Its last line on stdout is `N passed, N failed` over both projects,
// and its exit code is 0 only if something passed and nothing failed.
import { findBinaries } from './control-plane/binaries.ts';
import { BINARIES } from './control-plane/binary.ts';
import { toStderr } from './control-plane/progress.ts';
import { runProject, type Count } from './test-project.ts';

const filters = process.argv.slice(2);

/** The integration tests need API servers: building them first keeps the minutes it takes out of their time limits. */
async function runIntegration(): Promise<Count> {
  try {
    await findBinaries(BINARIES, toStderr);
  } catch (error) {
    console.error('The control plane could not be built, so no integration test runs:', error);
    return { passed: 0, failed: 1 };
  }
  return runProject('integration', filters);
}

const unit = await runProject('unit', filters);
const integration = await runIntegration();
const passed = unit.passed + integration.passed;
const failed = unit.failed + integration.failed;
if (passed + failed === 0) console.error('No test ran.');
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
