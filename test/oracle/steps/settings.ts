import type { PolicySpec } from '../../../src/api/policy.ts';
import { comparePoints } from '../releases/calendar.ts';
import type { InstallDraft } from '../install/draft.ts';
import { isLong, type Fact } from '../findings/finding.ts';
import { nearestNames } from '../names/nearest.ts';
import { compareWords } from '../names/compare-words.ts';
import { levelRank } from '../life/level.ts';
import { booleanOf } from '../config/go-boolean.ts';

type Setting = PolicySpec['settings'][number];
type SettingRequirement = Setting['requires'][number];

/**
 * Step 6: settings are checked against the policy, and those in force switch off the gates they name (R29, R30, R86, R120,
 * R130). A setting is in force while its value differs from its default.
 */
export function settings(draft: InstallDraft): void {
  const asked = draft.layers.settings;
  const declared = draft.policy.settings;
  for (const [name, { value, in: source }] of [...asked].sort(([a], [b]) => compareWords(a, b))) {
    const place = source === undefined ? {} : { in: source };
    const setting = declared.find((one) => one.name === name);
    if (!setting) {
      const { component } = draft.featureSet.spec;
      const names = declared.map((one) => one.name);
      // In a config nobody can tell whether a key was meant as a gate.
      const others = source === undefined ? [] : draft.rows.keys();
      const nearest = isLong(draft) ? [] : nearestNames(name, [...names, ...others]);
      const fact: Fact = { kind: 'UnknownSetting', component, nearest, ...place };
      draft.findings.push({ severity: 'Error', subject: name, fact });
      continue;
    }
    const refusal = refusalOf(setting, value, draft, source);
    if (refusal) {
      draft.findings.push({ severity: 'Error', subject: name, fact: refusal });
      continue;
    }
    if (!isInForce(setting, value)) continue;
    for (const requirement of setting.requires) checkRequirement(draft, setting, requirement, asked);
    forceOff(draft, setting);
  }
}

function isInForce(setting: Setting, value: string): boolean {
  return setting.type === 'Boolean'
    ? booleanOf(value) !== (booleanOf(setting.default ?? 'false') ?? false)
    : value !== setting.default;
}

function refusalOf(setting: Setting, value: string, draft: InstallDraft, source: string | undefined): Fact | undefined {
  const expected = expectationOf(setting, value);
  if (expected !== undefined) {
    const told = source === undefined ? { value } : { in: source };
    return { kind: 'InvalidValue', field: setting.name, expected, ...told };
  }
  const level = setting.values.find((one) => one.value === value)?.level;
  const minimum = draft.featureSet.spec.minimumLevel;
  if (level === undefined || minimum === undefined || levelRank(level) >= levelRank(minimum)) return undefined;
  return { kind: 'BelowMinimumLevel', level, minimum, what: 'value of setting' };
}

/** What a value would have to be; undefined where it is that. */
function expectationOf(setting: Setting, value: string): string | undefined {
  switch (setting.type) {
    case 'Text':
      return undefined;
    case 'Boolean':
      return booleanOf(value) !== undefined ? undefined : 'true or false';
    case 'Enum': {
      const words = setting.values.map((one) => one.value);
      return words.includes(value) ? undefined : `one of ${words.join(', ')}`;
    }
    case 'Integer': {
      const { minimum = -Infinity, maximum = Infinity } = setting;
      const number = /^-?\d+$/.test(value) ? Number(value) : NaN;
      if (number >= minimum && number <= maximum) return undefined;
      const range = [
        minimum === -Infinity ? [] : [`${minimum} at least`],
        maximum === Infinity ? [] : [`${maximum} at most`],
      ].flat();
      return ['an integer', ...range].join(', ');
    }
  }
}

function checkRequirement(
  draft: InstallDraft,
  { name }: Setting,
  requirement: SettingRequirement,
  asked: InstallDraft['layers']['settings'],
): void {
  const { setting, value = '', gate, component = '', platformFrom = '' } = requirement;
  const violated = (needs: string): void => {
    draft.findings.push({ severity: 'Error', subject: name, fact: { kind: 'SettingRuleViolated', needs } });
  };
  if (setting !== undefined) {
    const other = draft.policy.settings.find((one) => one.name === setting);
    const held = asked.get(setting)?.value ?? other?.default ?? '';
    const met = other?.type === 'Boolean' ? booleanOf(held) === booleanOf(value) : held === value;
    if (!met) violated(`setting '${setting}' to be '${value}'`);
  } else if (gate !== undefined) {
    if (draft.rows.get(gate)?.requested !== 'Enabled') violated(`gate '${gate}' to be on`);
  } else {
    const platform = draft.platforms.get(component);
    const from = platform?.calendar.at(platformFrom);
    if (!platform) {
      draft.findings.push({ severity: 'Info', subject: component, fact: { kind: 'PlatformUnknown', gates: [name] } });
    } else if (!from || comparePoints(from, platform.release) > 0) {
      const fact: Fact = {
        kind: 'EnvironmentTooOld',
        component,
        needed: platformFrom,
        release: platform.releaseName,
        locked: true,
      };
      draft.findings.push({ severity: 'Error', subject: name, fact });
    }
  }
}

function forceOff(draft: InstallDraft, setting: Setting): void {
  for (const gate of setting.forcesOff) {
    const row = draft.rows.get(gate);
    if (!row?.available || row.locked || row.effective === 'Disabled') continue;
    const severity = row.source === 'Override' ? 'Error' : 'Info';
    draft.findings.push({ severity, subject: gate, fact: { kind: 'ForcedOff', setting: setting.name } });
    row.effective = 'Disabled';
    row.source = 'Setting';
  }
}
