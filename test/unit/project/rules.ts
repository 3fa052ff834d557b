import path from 'node:path';
import { PACKAGES, PURE_ROOMS, ROOMS, type Room } from './rooms.ts';
import type { Import, SourceFile } from './source-file.ts';

const MAX_LINES = 250;
const EMPTY_NAMES = /^(index|util|utils|helper|helpers|common|shared|misc|manager|service|types|constants)$/;

/** One rule about one file of src: a line for each violation. */
type Rule = (file: SourceFile) => string[];

export const RULES: Record<string, Rule> = {
  'imports only rooms above its own': (file) =>
    file.imports.flatMap(({ from }) => {
      if (from === undefined) return ['imports something computed'];
      if (!from.startsWith('.')) return [];
      const target = path.posix.join(path.posix.dirname(file.path), from);
      const room = roomOf(file.path);
      if (target === 'package.json' && !PURE_ROOMS.includes(room)) return []; // for the version
      const other = target.startsWith('src/') ? roomOf(target) : undefined;
      const known = other !== undefined && Object.hasOwn(ROOMS, other);
      if (known && room in ROOMS && (other === room || (ROOMS[room] as readonly string[]).includes(other))) return [];
      return [`${room} imports ${target}`];
    }),

  'uses npm packages only through their owner': (file) =>
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

  'is pure in the pure rooms': (file) => {
    if (!PURE_ROOMS.includes(roomOf(file.path))) return [];
    const modules = file.imports.flatMap(({ from }) => (from?.startsWith('node:') ? [`imports ${from}`] : []));
    return [...modules, ...file.impurities.map((use) => `uses ${use}`)];
  },

  'has at most 250 lines': (file) => (file.lines > MAX_LINES ? [`has ${file.lines} lines`] : []),

  'exports by name, and only what is its own': (file) => [
    ...(file.defaultExport ? ['has a default export'] : []),
    ...(file.reExports ? ['hands on exports of another file'] : []),
  ],

  'is named for its noun': ({ path: file }) => {
    const words = path.posix.basename(file, '.ts');
    if (EMPTY_NAMES.test(words)) return [`is called ${words}, which says nothing`];
    return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(words) ? [] : [`is called ${words}, which is not kebab-case`];
  },
};

export function violations(rule: string, files: SourceFile[]): string[] {
  return files.flatMap((file) => RULES[rule]?.(file).map((line) => `${file.path} ${line}`) ?? [`no rule ${rule}`]);
}

/** The npm package an import needs, if it needs one. */
export function packageOf({ from }: Import): string | undefined {
  if (from === undefined || from.startsWith('.') || from.startsWith('node:')) return undefined;
  return from.split('/', from.startsWith('@') ? 2 : 1).join('/');
}

function roomOf(file: string): Room {
  return file.split('/')[1] as Room;
}
