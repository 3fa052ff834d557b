import { evaluateAll } from '../../lifecycle/component/evaluate.ts';
import { componentOf } from '../../lifecycle/declared/component.ts';
import { snapshotOf } from '../../lifecycle/declared/snapshot.ts';
import { parseRelease } from '../../lifecycle/releases/release.ts';
import { sentenceOf } from '../../report/words/fact-words.ts';
import { blockerRows, changeRows } from '../../report/status/upgrade-status.ts';
import { configMapsOf } from '../input/config-maps.ts';
import type { DeclaredObject } from '../input/declared-object.ts';
import { diffTable, type SetDiff } from '../output/diff-table.ts';
import { readDocuments } from '../input/input.ts';
import { catalogOf, checkRelease, validObjects } from '../evaluation/known-component.ts';
import {
  checkKnown,
  componentsWith,
  exampleRelease,
  knownComponents,
  soleComponent,
  unclear,
} from '../evaluation/meant-component.ts';
import { momentOf } from '../input/moment.ts';
import { outputNamed, type Outputs } from '../output/output.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Verb } from '../terminal/verb.ts';
import { suppose, withSpec } from '../evaluation/what-if.ts';
import { declaredComponent, worldsOf } from '../evaluation/worlds.ts';
import { yamlOf } from '../output/yaml-text.ts';
import { compareWords } from '../../lifecycle/names/compare-words.ts';
import type { UpgradePreview } from '../../lifecycle/install/upgrade-preview.ts';
import type { FeatureSetVerdict } from '../../lifecycle/install/feature-set-verdict.ts';

const OUTPUTS: Outputs<readonly SetDiff[]> = {
  json: (diffs) => `${JSON.stringify({ diffs: diffs.map(rowOf) }, undefined, 2)}\n`,
  table: diffTable,
  yaml: (diffs) => yamlOf({ diffs: diffs.map(rowOf) }),
};

/** `stagegate diff`: what moving to another release changes, with no cluster (R137). */
export const diff: Verb = {
  name: 'diff',
  summary: 'say what moving to another release changes, and what blocks it',
  usage: `Usage: stagegate diff -f FILE|DIR|- … [--component NAME] [--from RELEASE] --to RELEASE [FLAGS]

Compares every FeatureSet of a component where it runs with where it goes: what changes of each gate and of each plugin
in use, before and after, and what would be refused there, with what to do about it. Without a FeatureSet of it in the
input a bare installation is compared, named what-if/NAME.

  -f, --filename FILE|DIR|-         a file, a folder (every *.yaml, *.yml, *.json under it) or stdin; may be repeated;
                                    default: the catalog of the component that comes with this program
      --component NAME              the component; default: the only one that has FeatureSets, or gates, in the input
      --from RELEASE                the release that runs; default: what each FeatureSet says
      --to RELEASE                  the release to go to
      --release COMPONENT=RELEASE   the release that another component runs; may be repeated
      --now RFC3339                 the moment to evaluate at, such as 2026-05-15T00:00:00Z; default: now
  -o, --output json|yaml|table      default: table
  -h, --help                        print this

Exit code 0: no change; 2: input that cannot be used; 3: changes; 4: something blocks; 5: something blocks whose
replacement is not ready in that release. The highest wins.
`,
  options: {
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
    component: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    release: { type: 'string', multiple: true, default: [] },
    now: { type: 'string' },
    output: { type: 'string', short: 'o', default: 'table' },
  },
  run({ values, positionals }, { write, note, now }) {
    const { filename, release, output } = values as Record<'filename' | 'release', string[]> & { output: string };
    const { component: named, from, to } = values as Partial<Record<'component' | 'from' | 'to', string>>;
    if (to === undefined) throw new Unusable('diff needs --to RELEASE, the release to go to');
    const print = outputNamed(OUTPUTS, output);
    const paths = [...filename, ...positionals];
    if (paths.length === 0 && named === undefined)
      throw new Unusable('diff needs input: name files, folders or - (stdin) with -f, or a catalog with --component');
    const moment = momentOf(values['now'], now);
    const documents = readDocuments(paths.length > 0 ? paths : [catalogOf(named ?? '')], note);
    const objects = validObjects(documents, note);
    const component = named ?? soleComponent(objects);
    if (component === undefined) throw unclear('diff', knownComponents(objects), (one) => `--component ${one}`);
    checkInput(objects, component, { from, to });
    const own = from === undefined ? [] : [`${component}=${from}`];
    const supposed = suppose(objects, { set: [], release: [...release, ...own], component });
    const going = supposed.objects.map((one) => (isSetOf(one, component) ? goingTo(one, to) : one));
    const worlds = worldsOf(going, {
      reported: supposed.reported,
      now: moment,
      configMaps: configMapsOf(documents),
    });
    for (const known of worlds.filter((one) => one.component === component)) {
      const { calendar } = componentOf(snapshotOf(known));
      if (from !== undefined) checkRelease({ calendar }, from, { field: '--from', now: moment });
      checkRelease({ calendar }, to, { field: '--to', now: moment });
    }
    const { featureSets = new Map<string, FeatureSetVerdict>() } = evaluateAll(worlds).get(component) ?? {};
    const diffs = [...featureSets]
      .map(([reference, verdict]) => ({ featureSet: reference, component, preview: previewIn(reference, verdict) }))
      .sort((a, b) => compareWords(a.featureSet, b.featureSet));
    write(print(diffs));
    return Math.max(0, ...diffs.map(({ preview }) => exitCodeOf(preview)));
  },
};

/** Without gates and plugins nothing could change, which would look like an answer. */
function checkInput(
  objects: readonly DeclaredObject[],
  component: string,
  { from, to }: { from: string | undefined; to: string },
): void {
  checkKnown(objects, component, `--component '${component}'`);
  const declares = (kind: 'FeatureGate' | 'PluginMaturity' | 'FeatureSet'): boolean =>
    componentsWith(objects, kind).has(component);
  if (!declares('FeatureGate') && !declares('PluginMaturity'))
    throw new Unusable(`no gate or plugin of component '${component}' is in the input; name its catalog with -f`);
  const example = `such as ${exampleRelease(component, objects)}`;
  for (const [flag, release] of Object.entries({ from, to })) {
    if (release !== undefined && !parseRelease(release))
      throw new Unusable(`--${flag} is '${release}' and must be a release, ${example}`);
  }
  if (from !== undefined || declares('FeatureSet')) return;
  const advice = `add --from RELEASE, ${example}`;
  throw new Unusable(`no FeatureSet of component '${component}' says which release runs; ${advice}`);
}

function isSetOf(one: DeclaredObject, component: string): boolean {
  return one.kind === 'FeatureSet' && declaredComponent(one) === component;
}

function goingTo(one: DeclaredObject, targetRelease: string): DeclaredObject {
  const spec = one.raw['spec'] as Readonly<Record<string, unknown>>;
  return withSpec(one, { ...spec, targetRelease });
}

function previewIn(reference: string, { upgrade, findings }: FeatureSetVerdict): UpgradePreview {
  if (upgrade?.unlisted) throw new Unusable(`--to: ${sentenceOf(upgrade.unlisted.fact, upgrade.unlisted.subject)}`);
  if (upgrade) return upgrade;
  const why = findings.find(({ fact }) => fact.kind === 'ReleaseUnknown' || fact.kind === 'ReleaseNotReported');
  const words = why?.fact.kind === 'ReleaseUnknown' ? `: ${sentenceOf(why.fact, why.subject)}` : ' does not say it';
  throw new Unusable(`which release runs is not known, since FeatureSet ${reference}${words}; add --from RELEASE`);
}

function rowOf({ featureSet, component, preview }: SetDiff): object {
  const { from, to, move, blockers } = preview;
  const safe = blockers.length === 0;
  return { featureSet, component, from, to, move, safe, changes: changeRows(preview), blockers: blockerRows(preview) };
}

/** What a pipeline goes by: 0 no change, 3 changes, 4 blockers, 5 blockers whose replacement is not ready. */
function exitCodeOf({ gates, plugins, blockers }: UpgradePreview): number {
  if (blockers.some(({ replacementReady }) => replacementReady === false)) return 5;
  if (blockers.length > 0) return 4;
  return gates.length + plugins.length > 0 ? 3 : 0;
}
