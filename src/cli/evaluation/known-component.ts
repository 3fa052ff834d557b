import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { componentOf, type Component } from '../../lifecycle/declared/component.ts';
import { snapshotOf } from '../../lifecycle/declared/snapshot.ts';
import { pluginViewAt, type PluginView } from '../../lifecycle/life/plugin-life.ts';
import { isDeprecated, stageInForce, type GateLife, type Stage } from '../../lifecycle/life/stage.ts';
import { declaredObject, type DeclaredObject } from '../input/declared-object.ts';
import type { Document } from '../input/document.ts';
import { readDocuments } from '../input/input.ts';
import { manifestsOf } from '../input/manifest.ts';
import { Unusable } from '../terminal/unusable.ts';
import { worldsOf } from './worlds.ts';
import type { Terminal, Note } from '../terminal/terminal.ts';

/** The components that files declare, by name; throws Unusable for an object that breaks its schema. */
export function declaredComponents(files: readonly string[], { note, now }: Terminal): Map<string, Component> {
  const objects = validObjects(readDocuments(files, note), note);
  return new Map(
    worldsOf(objects, { reported: new Map(), now: now() }).map((world) => [
      world.component,
      componentOf(snapshotOf(world)),
    ]),
  );
}

/** The objects of the four kinds in an input; throws Unusable for one that breaks its schema. */
export function validObjects(documents: readonly Document[], note: Note): DeclaredObject[] {
  const objects = manifestsOf(documents, note).map(declaredObject);
  for (const { kind, reference, place, parsed } of objects) {
    if (!parsed.valid) throw new Unusable(`${place}: ${kind} ${reference}: ${parsed.problems.join('; ')}`);
  }
  return objects;
}

/** One component out of files, without any out of the catalog of that name that comes with this program. */
export function knownComponent(name: string, files: readonly string[], terminal: Terminal): Component {
  const component = declaredComponents(files.length > 0 ? files : [catalogOf(name)], terminal).get(name);
  if (component) return component;
  throw new Unusable(`no object of component '${name}' is in ${files.join(', ')}; name its files with -f`);
}

const NAME = /^[a-z0-9-]+$/;

/** The folder of a component's catalog beside this program; throws Unusable where there is none. */
export function catalogOf(name: string): string {
  // The program runs from src/cli, or bundled from dist.
  const folders = ['../../../config/catalogs', '../config/catalogs'].map((one) => join(import.meta.dirname, one, name));
  // A name with a slash would lead out of the catalogs.
  const found = NAME.test(name) ? folders.find(existsSync) : undefined;
  if (found !== undefined) return found;
  throw new Unusable(`there is no catalog of component '${name}' beside this program; name its objects with -f`);
}

/** Throws Unusable where the calendar cannot place a release. */
export function checkRelease(
  { calendar }: Pick<Component, 'calendar'>,
  release: string,
  { field, now }: { field: string; now: number },
): void {
  if (calendar.at(release)) return;
  const example = calendar.newest(now) ?? 'v0.10.0';
  throw new Unusable(`${field} is '${release}' and must be a release of the calendar, such as ${example}`);
}

/** A gate as it is at one release. */
export interface GateThere {
  readonly life: GateLife;
  readonly stage: Stage;
  readonly deprecated: boolean;
}

/** The gate at a release; undefined before its first stage. */
export function gateAt(life: GateLife, release: string, { calendar }: Component): GateThere | undefined {
  const point = calendar.at(release);
  const stage = point && stageInForce(life, point, calendar.at(calendar.minCompatibilityOf(release)));
  return point && stage && { life, stage, deprecated: isDeprecated(life, stage, { release: point, calendar }) };
}

/** The plugin type at a release; undefined where none of that name is declared. */
export function pluginAt(type: string, release: string, { calendar, plugins }: Component): PluginView | undefined {
  const life = plugins.get(type);
  const point = calendar.at(release);
  return life && point && pluginViewAt(life, point, calendar);
}
