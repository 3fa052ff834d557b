import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { installedAt, objectsIn, statusOf, type Status } from '../catalogs/catalog.ts';
import { gate, overridesTo, plugin } from '../../support/manifest.ts';

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
    gate: (name: string) => report.gates.find((one) => one.gate === name),
    plugin: (name: string) => report.plugins.find(({ type }) => type === name),
    status: (object: string): Status => statusOf(evaluation, object),
    /** The status of the install itself. */
    own: statusOf(evaluation, 'install') as Status &
      Record<'enabled' | 'disabled' | 'discovery', string[]> & {
        exceptions: { gate: string; state: string; source: string }[];
      },
  };
}

/** A gate of a component with its stages. */
export function gateOf(component: string, name: string, stages: readonly string[], spec: object = {}) {
  return objectsIn(JSON.stringify(gate(component, name, stages, spec)));
}

/** A plugin type of a component with its stages. */
export function pluginOf(component: string, type: string, stages: readonly string[], spec: object = {}) {
  return objectsIn(JSON.stringify(plugin(component, type, stages, spec)));
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
export const set = (state: string, ...gates: string[]) => ({ overrides: overridesTo(state, ...gates) });
