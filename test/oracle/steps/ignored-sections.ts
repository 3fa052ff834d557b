import type { InstallDraft } from '../install/draft.ts';

/**
 * A section of a config that bears the name of a gate has no effect while that gate is not on: a Warning, with the sections
 * that hold as before (R28).
 */
export function ignoredSections(draft: InstallDraft): void {
  for (const { in: source, reading } of draft.layers.sources) {
    const { sections = [] } = reading;
    const off = sections.filter((section) => {
      const row = draft.rows.get(section);
      return row?.available && row.effective !== 'Enabled';
    });
    const rest = sections.filter((section) => !off.includes(section));
    for (const gate of off) {
      const fact = { kind: 'ConfigIgnored', gate, release: draft.releaseName, rest, in: source } as const;
      draft.findings.push({ severity: 'Warning', subject: gate, fact });
    }
  }
}
