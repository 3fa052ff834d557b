import type { DeclaredObject } from '../../../src/cli/input/declared-object.ts';
import { installedAt, statusOf, type Status } from '../catalogs/catalog.ts';
import { gateOf, pluginOf } from './install.ts';

type Stages = readonly string[];

/** A gate `thing` beside the catalog of its component. */
export function gate(component: string, stages: Stages, deprecation?: object): DeclaredObject[] {
  return gateOf(component, 'thing', stages, { deprecation });
}

/** A plugin type `thing` of llm-d-router. */
export function plugin(stages: Stages, deprecation?: object): DeclaredObject[] {
  return pluginOf('llm-d-router', 'thing', stages, { deprecation });
}

/** Status of `thing` beside a catalog, judged at a release. */
export function thingIn(objects: readonly DeclaredObject[], component: string, release: string, day: string): Status {
  return statusOf(installedAt(objects, component, release, day), `${component}.thing`);
}
