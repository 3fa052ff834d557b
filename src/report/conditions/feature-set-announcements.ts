import type { FeatureSetStatus } from '../../api/featureset-status.ts';
import type { Finding } from '../../lifecycle/findings/finding.ts';
import { clampText } from '../words/clamp.ts';
import { eventOf, sentenceOf } from '../words/fact-words.ts';
import { listed, type Announcement } from './notices.ts';
import { publishedAnnouncements } from './published.ts';
import { EVENT_REASONS, type EventReason } from '../words/reasons.ts';
import { syncAnnouncements } from './in-sync.ts';
import { blockedWords } from './upgrade-condition.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

const GATE_LISTS = ['enabled', 'disabled', 'discovery'] as const;

const EVENTS = Object.keys(EVENT_REASONS) as EventReason[];

/** What the step from the status that stands to this verdict announces; never read from a list that was cut. */
export function featureSetAnnouncements(
  verdict: FeatureSetVerdict,
  before: FeatureSetStatus | undefined,
  after: Pick<FeatureSetStatus, 'enabled' | 'disabled' | 'discovery' | 'findings' | 'release'>,
): Announcement[] {
  // Lists that are the same objects say the same: most of a thousand installs change nothing, or all the same.
  const stands = GATE_LISTS.every((list) => before?.[list] === after[list]) && before?.release === after.release;
  return [
    ...(stands ? [] : flips(verdict, before)),
    ...(before?.findings === after.findings ? [] : newFindings(verdict, before)),
    ...publishedAnnouncements(verdict, before),
    ...newBlockers(verdict, before),
    ...syncAnnouncements(verdict, before),
  ];
}

function flips(verdict: FeatureSetVerdict, before: FeatureSetStatus | undefined): Announcement[] {
  if (!before || verdict.release === undefined) return [];
  if (before.enabledOmitted || before.disabledOmitted || before.discoveryOmitted) return [];
  const was = new Set(before.enabled);
  const wasNot = new Set([...before.disabled, ...before.discovery]);
  const moved = before.release !== undefined && before.release !== verdict.release;
  const on: string[] = [];
  const off: string[] = [];
  for (const [name, { effective }] of verdict.rows) {
    if (effective === 'Enabled' && !was.has(name) && (moved || wasNot.has(name))) on.push(name);
    if (effective !== 'Enabled' && was.has(name)) off.push(name);
  }
  const where = moved ? `in ${verdict.release} (it was ${before.release})` : `in ${verdict.release}`;
  return [
    { reason: 'GateEnabled', subjects: on, message: `Now on ${where}: ${listed(on)}` },
    { reason: 'GateDisabled', subjects: off, message: `No longer on ${where}: ${listed(off)}` },
  ];
}

function newFindings(verdict: FeatureSetVerdict, before: FeatureSetStatus | undefined): Announcement[] {
  if (before?.findingsOmitted) return [];
  const old = new Set((before?.findings ?? []).map((one) => `${one.severity} ${one.reason} ${one.subject}`));
  const announced = Map.groupBy(verdict.findings, eventOf);
  return EVENTS.map((reason) => {
    const fresh = (announced.get(reason) ?? []).filter(
      ({ fact, severity, subject }) => !old.has(`${severity} ${fact.kind} ${subject}`),
    );
    return { reason, subjects: subjectsOf(fresh), message: messageOf(fresh) };
  });
}

/** Another target is another question: everything that blocks it is new. */
function newBlockers({ upgrade }: FeatureSetVerdict, before: FeatureSetStatus | undefined): Announcement[] {
  if (!upgrade) return [];
  const previous = before?.upgrade?.to === upgrade.to ? before.upgrade : undefined;
  if (previous?.blockersOmitted) return [];
  const old = new Set(previous?.blockers.map(({ reason, subject }) => `${reason} ${subject}`));
  const fresh = upgrade.blockers
    .map(({ finding }) => finding)
    .filter(({ fact, subject }) => !old.has(`${fact.kind} ${clampText(subject, 253)}`));
  return [{ reason: 'UpgradeBlocked', subjects: subjectsOf(fresh), message: blockedWords(upgrade, messageOf(fresh)) }];
}

function subjectsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ subject }) => subject))];
}

function messageOf(findings: readonly Finding[]): string {
  const [first] = findings;
  if (!first) return '';
  const others = findings.slice(1).map(({ subject }) => subject);
  return sentenceOf(first.fact, first.subject) + (others.length > 0 ? `; likewise ${listed(others)}` : '');
}
