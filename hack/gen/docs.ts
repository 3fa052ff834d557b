import { apiPage } from './docs-api.ts';
import { metricsPage } from './docs-metrics.ts';
import { performancePage } from './docs-performance.ts';
import { reasonsPage } from './docs-reasons.ts';
import { settingsPage } from './docs-settings.ts';

/** The pages of docs/ that are written from the code: path from the root of the repository, and content. */
export function* docs(): Generator<[file: string, content: string]> {
  yield ['docs/api.md', apiPage()];
  yield ['docs/reasons.md', reasonsPage()];
  yield ['docs/metrics.md', metricsPage()];
  yield ['docs/performance.md', performancePage()];
  yield ['docs/settings.md', settingsPage()];
}
