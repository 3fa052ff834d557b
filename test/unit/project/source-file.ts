import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isNode, walk, type Node } from '../../../hack/syntax.ts';
import { styleReader, type Style } from './style.ts';

export const root = path.resolve(import.meta.dirname, '../../..');

export interface Import {
  /** The specifier as written; undefined for a dynamic import of something computed. */
  from: string | undefined;
  /** Whether nothing of it is left at run time: `import type`, or `import('x').Type` in a type. */
  typeOnly: boolean;
}

/** What the architecture rules look at in one TypeScript file, read from its syntax tree. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  path: string;
  lines: number;
  imports: Import[];
  defaultExport: boolean;
  /** Whether it hands on exports of other files (a barrel does). */
  reExports: boolean;
  /** What makes a function depend on more than its arguments, as written: `Date.now`, `process`, `Math.random` … */
  impurities: string[];
  style: Style;
}

/** Globals that no pure code needs, under whatever member. */
const IMPURE_GLOBALS = new Set(
  `process globalThis global self console performance crypto fetch WebSocket EventSource navigator Buffer Intl
   setTimeout setInterval setImmediate queueMicrotask require eval Function SharedArrayBuffer Atomics`.split(/\s+/),
);
/** Members that answer by clock, chance or the time zone and language of the machine, on whatever object. */
const IMPURE_MEMBERS =
  /^(localeCompare|toLocale\w*|getTimezoneOffset|get(Date|Day|FullYear|Hours|Milliseconds|Minutes|Month|Seconds))$/;
const PURE_DATE_MEMBERS = new Set(['parse', 'UTC']);

export function readSource(file: string): SourceFile {
  return parseSource(file, readFileSync(path.join(root, file), 'utf8'));
}

export function parseSource(file: string, text: string): SourceFile {
  const { style, look: lookAtStyle } = styleReader(text);
  const source: SourceFile = {
    path: file,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [],
    defaultExport: false,
    reExports: false,
    impurities: [],
    style,
  };
  walk(text, (node, parent, key) => {
    look(node, { parent, key }, source);
    lookAtStyle(node, parent);
  });
  return source;
}

/** Where a node stands: its parent, and the field of it. */
interface Place {
  parent: Node | undefined;
  key: string | undefined;
}

function look(node: Node, { parent, key }: Place, into: SourceFile): void {
  switch (node.type) {
    case 'ImportDeclaration':
      into.imports.push({ from: literal(node['source']), typeOnly: leavesNothing(node) });
      break;
    case 'ImportExpression':
    case 'TSImportType':
      into.imports.push({ from: literal(node['source'] ?? node['argument']), typeOnly: node.type === 'TSImportType' });
      break;
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (!isNode(node['source'])) break;
      into.reExports = true;
      into.imports.push({ from: literal(node['source']), typeOnly: node['exportKind'] === 'type' });
      break;
    case 'ExportDefaultDeclaration':
      into.defaultExport = true;
      break;
    case 'MetaProperty':
      if (nameOf(node['meta']) === 'import') into.impurities.push('import.meta');
      break;
    case 'Identifier':
      into.impurities.push(...impurity(node['name'] as string, { parent, key }));
      break;
    case 'Literal': // object['localeCompare']
      if (parent?.type === 'MemberExpression' && key === 'property' && IMPURE_MEMBERS.test(String(node['value'])))
        into.impurities.push(String(node['value']));
      break;
    default:
  }
}

/** With `verbatimModuleSyntax` only `import type` vanishes; `import { type A }` leaves an import of the file behind. */
function leavesNothing(declaration: Node): boolean {
  return declaration['importKind'] === 'type';
}

function impurity(name: string, { parent, key }: Place): string[] {
  const property = key === 'property' && parent?.type === 'MemberExpression' && parent['computed'] === false;
  if (property) return IMPURE_MEMBERS.test(name) ? [name] : [];
  const ownName = key === 'key' && parent?.['computed'] === false && parent['shorthand'] !== true;
  const inType = parent?.type === 'TSTypeReference' || parent?.type === 'TSQualifiedName';
  if (ownName || inType) return [];
  if (IMPURE_GLOBALS.has(name)) return [name];
  const member =
    parent?.type === 'MemberExpression' && key === 'object' && !parent['computed']
      ? nameOf(parent['property'])
      : undefined;
  if (name === 'Math') return member === undefined || member === 'random' ? [`Math.${member ?? '…'}`] : [];
  if (name !== 'Date') return [];
  if (member !== undefined) return PURE_DATE_MEMBERS.has(member) ? [] : [`Date.${member}`];
  const construction =
    parent?.type === 'NewExpression' && key === 'callee' && (parent['arguments'] as Node[]).length > 0;
  return construction || parent?.['operator'] === 'instanceof' ? [] : ['Date'];
}

function literal(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined;
}

/** Every .ts file under the named folders, as paths from the root. */
export function filesUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
      .toSorted(),
  );
}
