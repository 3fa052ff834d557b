import type { Gate } from '../../../src/api/declared.ts';
import type { PolicySpec } from '../../../src/api/policy.ts';
import type { Level } from '../../../src/api/vocabulary.ts';
import { comparePoints, type Calendar, type ReleasePoint } from '../releases/calendar.ts';
import type { InstallDraft } from '../install/draft.ts';
import { compareWords } from '../names/compare-words.ts';
import { levelRank } from '../life/level.ts';
import type { GateOutcome } from '../install/gate-outcome.ts';

type Upstream = Gate['spec']['upstream'][number];
type Action = 'Defer' | 'Degrade' | 'Fail';

/** The level an upstream feature has at a release of its own component; undefined before its first milestone (R107). */
export function upstreamLevel(upstream: Upstream, calendar: Calendar, release: ReleasePoint): Level | undefined {
  let best: Level | undefined;
  for (const { level, release: name } of upstream.milestones) {
    const from = calendar.at(name);
    if (!from || comparePoints(from, release) > 0) continue;
    if (best === undefined || levelRank(level) > levelRank(best)) best = level;
  }
  return best;
}

/** What a gate of that level asks of its upstream; undefined where the policy asks nothing (R104). */
export function upstreamMinimum(policy: PolicySpec, level: string): PolicySpec['levels'][number]['upstreamMinimum'] {
  return policy.levels.find(({ name }) => name === level)?.upstreamMinimum;
}

/**
 * Step 2: where an upstream feature is less stable at the FeatureSet's platform than the policy asks, the recorded
 * decision holds, else the policy's (R104-R107). Preferred only informs, unless a decision is recorded.
 */
export function upstreamCoupling(draft: InstallDraft): void {
  const unjudged = new Map<string, Set<string>>();
  for (const row of draft.rows.values()) {
    if (!row.available || row.locked || !row.stage) continue;
    for (const upstream of row.life.gate.spec.upstream) {
      const minimum = upstreamMinimum(draft.policy, row.level);
      if (!minimum) continue;
      const platform = draft.platforms.get(upstream.component);
      if (!platform) {
        unjudged.set(upstream.component, (unjudged.get(upstream.component) ?? new Set()).add(row.life.name));
        continue;
      }
      const level = upstreamLevel(upstream, platform.calendar, platform.release);
      if (level !== undefined && levelRank(level) >= levelRank(minimum.level)) continue;
      const recorded = upstream.onMismatch;
      const informs = minimum.strength === 'Preferred' && recorded === undefined;
      const action = recorded ?? draft.policy.upstreamMismatch;
      const needed = {
        upstream: upstream.name,
        needed: minimum.level,
        level,
        platform: `${upstream.component} ${platform.releaseName}`,
      };
      const severity = informs ? 'Info' : SEVERITY[action];
      draft.findings.push({
        severity,
        subject: row.life.name,
        fact: { kind: 'UpstreamMismatch', ...needed, gateLevel: row.level, action: informs ? undefined : action },
      });
      if (!informs) apply(row, action);
    }
  }
  for (const [component, names] of unjudged) {
    const gates = [...names].sort(compareWords);
    draft.findings.push({ severity: 'Info', subject: component, fact: { kind: 'PlatformUnknown', gates } });
  }
}

const SEVERITY: Readonly<Record<Action, 'Info' | 'Warning' | 'Error'>> = {
  Defer: 'Info',
  Degrade: 'Warning',
  Fail: 'Error',
};

function apply(row: GateOutcome, action: Action): void {
  switch (action) {
    case 'Degrade':
      return;
    case 'Fail':
      row.upstreamFails = true;
      return;
    case 'Defer': {
      const { stages } = row.life;
      const before = row.stage ? stages[stages.indexOf(row.stage) - 1] : undefined;
      const deferred = before?.default ?? 'Disabled';
      if (row.effective === deferred) return;
      row.effective = deferred;
      row.source = 'UpstreamCoupling';
    }
  }
}

/** A gate whose upstream mismatch says Fail is off, whoever asked for it. */
export function failedUpstream(draft: InstallDraft): void {
  for (const row of draft.rows.values()) {
    if (!row.upstreamFails || row.effective === 'Disabled') continue;
    row.effective = 'Disabled';
    row.source = 'UpstreamCoupling';
  }
}
