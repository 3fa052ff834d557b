import path from 'node:path';
import { circlesOf } from './circles.ts';
import { LONG_PARAMETER_LISTS } from './long-parameter-lists.ts';
import { LARGE_FOLDERS, PACKAGES, PURE_ROOMS, ROOMS, type Room } from './rooms.ts';
import type { Import, SourceFile } from './source-file.ts';

const MAX_LINES = { src: 250, hack: 250, test: 550 };
const MAX_FILES = 15;
const MAX_PARAMETERS = 3;
const EMPTY_NAMES = /^(index|util|utils|helper|helpers|common|shared|misc|manager|service|types|constants)$/;

type Tree = keyof typeof MAX_LINES;

/** Answers a line for each violation, which begins with the path of what violates. */
interface Rule {
  of: readonly Tree[];
  check: (files: readonly SourceFile[]) => string[];
}

const ALL: readonly Tree[] = ['src', 'hack', 'test'];

/** A rule that one file keeps or breaks, whatever the others say. */
function each(of: readonly Tree[], lines: (file: SourceFile) => string[]): Rule {
  return { of, check: (files) => files.flatMap((file) => lines(file).map((line) => `${file.path} ${line}`)) };
}

export const RULES: Record<string, Rule> = {
  'imports only rooms above its own': each(['src'], (file) =>
    file.imports.flatMap(({ from }) => {
      if (from === undefined) return ['imports something computed'];
      if (!from.startsWith('.')) return [];
      const target = targetOf(file.path, from);
      const room = roomOf(file.path);
      if (target === 'package.json' && !PURE_ROOMS.includes(room)) return []; // for the version
      const other = target.startsWith('src/') ? roomOf(target) : undefined;
      const known = other !== undefined && Object.hasOwn(ROOMS, other);
      if (known && Object.hasOwn(ROOMS, room) && (other === room || importsOf(room).includes(other))) return [];
      return [`${room} imports ${target}`];
    }),
  ),

  'imports only folders before its own in its room': each(['src'], (file) => {
    const room = roomOf(file.path);
    const folders: readonly string[] = Object.hasOwn(ROOMS, room) ? ROOMS[room].folders : [];
    const place = folders.indexOf(folderOf(file.path));
    if (place === -1) return [`is in ${folderOf(file.path)}, which is no folder of ${room}`];
    return file.imports.flatMap(({ from }) => {
      const target = from?.startsWith('.') ? targetOf(file.path, from) : '';
      if (!target.startsWith('src/') || roomOf(target) !== room) return [];
      return folders.indexOf(folderOf(target)) <= place ? [] : [`in ${folderOf(file.path)} imports ${target}`];
    });
  }),

  'is in no circle of imports, types included': {
    of: ALL,
    check: (files) => circlesOf(importGraph(files)).map((circle) => `${circle.join(' → ')} → ${circle[0]}`),
  },

  'is in a folder of at most 15 files': {
    of: ['src', 'test'],
    check: (files) => {
      const folders = Object.groupBy(files, (file) => path.posix.dirname(file.path));
      return Object.entries(folders).flatMap(([folder, inside = []]) =>
        inside.length > MAX_FILES && !LARGE_FOLDERS.includes(folder) ? [`${folder} has ${inside.length} files`] : [],
      );
    },
  },

  'uses npm packages only through their owner': each(['src'], (file) =>
    file.imports.flatMap((use) => {
      const name = packageOf(use);
      if (name === undefined) return [];
      const ownership = PACKAGES[name];
      if (!ownership) return [`imports ${name}, which has no owner`];
      const owns = ownership.owners.some(
        (owner) => file.path === owner || (owner.endsWith('/') && file.path.startsWith(owner)),
      );
      const mayName = use.typeOnly && ownership.typesIn.includes(roomOf(file.path));
      return owns || mayName ? [] : [`imports ${name}, owned by ${ownership.owners.join(', ')}`];
    }),
  ),

  'is pure in the pure rooms': each(['src'], (file) => {
    if (!PURE_ROOMS.includes(roomOf(file.path))) return [];
    const modules = file.imports.flatMap(({ from }) => (from?.startsWith('node:') ? [`imports ${from}`] : []));
    return [...modules, ...file.impurities.map((use) => `uses ${use}`)];
  }),

  'is not too long': each(ALL, (file) =>
    file.lines > MAX_LINES[treeOf(file.path)] ? [`has ${file.lines} lines`] : [],
  ),

  'exports by name, and only what is its own': each(ALL, (file) => [
    ...(file.defaultExport ? ['has a default export'] : []),
    ...(file.reExports ? ['hands on exports of another file'] : []),
  ]),

  'is named for its noun': each(ALL, ({ path: file }) => {
    const words = path.posix.basename(file, '.ts').replace(/\.test$/, '');
    if (EMPTY_NAMES.test(words)) return [`is called ${words}, which says nothing`];
    return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(words) ? [] : [`is called ${words}, which is not kebab-case`];
  }),

  'imports a module once, types last': each(ALL, ({ style }) => style.untidyImports.map((from) => `imports ${from}`)),

  'names data of the module in UPPER_CASE': each(['src', 'hack'], ({ style }) =>
    style.lowerCaseData.map((name) => `calls data ${name}`),
  ),

  'takes at most three parameters': each(['src', 'hack'], (file) =>
    file.style.functions.flatMap(({ name, parameters }) => {
      const known = LONG_PARAMETER_LISTS[file.path]?.includes(name);
      return parameters > MAX_PARAMETERS && !known ? [`has ${name} with ${parameters} parameters`] : [];
    }),
  ),

  'has nothing that only forwards': each(['src', 'hack'], ({ style }) =>
    style.forwarders.map((name) => `has ${name}, which only forwards`),
  ),

  'says test, not it': each(['test'], ({ style }) => (style.importsIt ? ['imports it'] : [])),

  'has no docstring that only says that something is set up': each(['src', 'hack'], ({ style }) =>
    style.emptyDocstrings.map((docstring) => `says "${docstring}"`),
  ),
};

/** What the files say against a rule; files of a tree that the rule is not of do not count. */
export function violations(rule: string, files: readonly SourceFile[]): string[] {
  const { of, check } = RULES[rule] ?? { of: ALL, check: () => [`no rule ${rule}`] };
  return check(files.filter((file) => of.includes(treeOf(file.path))));
}

/** The npm package an import needs, if it needs one. */
export function packageOf({ from }: Import): string | undefined {
  if (from === undefined || from.startsWith('.') || from.startsWith('node:')) return undefined;
  return from.split('/', from.startsWith('@') ? 2 : 1).join('/');
}

function importGraph(files: readonly SourceFile[]): Map<string, string[]> {
  const targets = (file: SourceFile): string[] =>
    file.imports.flatMap(({ from }) => (from?.startsWith('.') ? [targetOf(file.path, from)] : []));
  return new Map(files.map((file) => [file.path, targets(file)]));
}

function targetOf(file: string, from: string): string {
  return path.posix.join(path.posix.dirname(file), from);
}

function treeOf(file: string): Tree {
  return file.split('/')[0] as Tree;
}

function roomOf(file: string): Room {
  return file.split('/')[1] as Room;
}

function importsOf(room: Room): readonly string[] {
  return ROOMS[room].imports;
}

/** The folder of its room that a file is in, `.` for the room itself. */
function folderOf(file: string): string {
  return file.split('/').slice(2, -1).join('/') || '.';
}
