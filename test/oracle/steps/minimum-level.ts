import type { InstallDraft } from '../install/draft.ts';
import { levelRank } from '../life/level.ts';

/**
 * Step 6: nothing less stable than `spec.minimumLevel` is on. An Error where the FeatureSet's own group switch or override asked for it,
 * since somebody is not getting what they wrote; a default below the minimum is off without a word (R25).
 */
export function minimumLevel(draft: InstallDraft): void {
  const minimum = draft.featureSet.spec.minimumLevel;
  if (minimum === undefined) return;
  for (const row of draft.rows.values()) {
    if (!row.available || row.locked || row.effective === 'Disabled') continue;
    if (levelRank(row.level) >= levelRank(minimum)) continue;
    if (row.asked) {
      const { level, source } = row;
      const overridden = source === 'Override';
      const fact = { kind: 'BelowMinimumLevel', level, minimum, what: 'gate', overridden } as const;
      draft.findings.push({ severity: 'Error', subject: row.life.name, fact });
    }
    row.effective = 'Disabled';
    row.source = 'MinimumLevel';
  }
}
