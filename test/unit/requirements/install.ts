import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { installedAt, objectsIn, statusOf, type Status } from '../catalogs/catalog.ts';

/** What the install `default/install` of a component is told, as `Reason subject` and row by row. */
export function install(
  objects: readonly DeclaredObject[],
  component: string,
  release: string,
  spec: object = {},
  day = '2026-09-01',
) {
  const evaluation = installedAt(objects, component, release, day, spec);
  const report = evaluation.report.find(({ featureSet }) => featureSet === 'default/install');
  if (!report) throw new Error('no report');
  const named = (severity: string): string[] =>
    report.findings
      .filter((finding) => finding.severity === severity)
      .map(({ reason, subject }) => `${reason} ${subject}`);
  return {
    evaluation,
    report,
    errors: named('Error'),
    warnings: named('Warning'),
    infos: named('Info'),
    message: (reason: string) => report.findings.find((finding) => finding.reason === reason)?.message ?? '',
    gate: (name: string) => report.gates.find(({ gate }) => gate === name),
    plugin: (name: string) => report.plugins.find(({ type }) => type === name),
    status: (object: string): Status => statusOf(evaluation, object),
    /** The status of the install itself. */
    own: statusOf(evaluation, 'install') as Status &
      Record<'enabled' | 'disabled' | 'discovery', string[]> & {
        exceptions: { gate: string; state: string; source: string }[];
      },
  };
}

/** Stages as `RELEASE LEVEL`, or `RELEASE LEVEL DEFAULT`. */
function stagesOf(stages: readonly string[]): object[] {
  return stages.map((text) => {
    const [release, level, value] = text.split(' ');
    return { release, level, ...(value !== undefined && { default: value }) };
  });
}

function declared(kind: string, component: string, name: string, spec: object): DeclaredObject[] {
  const metadata = { name: `${component}.${name.toLowerCase()}` };
  const common = { component, owners: ['someone'] };
  return objectsIn(
    JSON.stringify({ apiVersion: 'stagegate.dev/v1beta1', kind, metadata, spec: { ...common, ...spec } }),
  );
}

/** A gate of a component with its stages. */
export function gateOf(component: string, gate: string, stages: readonly string[], spec: object = {}) {
  return declared('FeatureGate', component, gate, { gate, stages: stagesOf(stages), ...spec });
}

/** A plugin type of a component with its stages. */
export function pluginOf(component: string, type: string, stages: readonly string[], spec: object = {}) {
  return declared('PluginMaturity', component, type, { type, stages: stagesOf(stages), ...spec });
}

/** What a declaration may say, as far as tests look at it. */
interface Written {
  component: string;
  type?: string;
  gate?: string;
  owners: string[];
  honoredBy: string[];
  stages: { release: string; level: string }[];
  levels: { name: string; removal: { combine?: string } }[];
}

/** The spec of an object as it is written. */
export function specOf(object: DeclaredObject | undefined): Written {
  if (!object) throw new Error('no such object');
  return object.raw['spec'] as Written;
}

/** Plugins in use. */
export const uses = (...types: string[]) => ({ plugins: types.map((type) => ({ type })) });

/** Overrides of gates to one state. */
export const set = (state: string, ...gates: string[]) => ({ overrides: gates.map((gate) => ({ gate, state })) });
