import { isNode, type Node } from '../../../hack/syntax.ts';

/** What the rules of style look at in one TypeScript file. */
export interface Style {
  /** Modules that are imported twice, or with a type before a value. */
  untidyImports: string[];
  /** Constants of the module that are written out as data and not named in UPPER_CASE. */
  lowerCaseData: string[];
  /** Every function and method with a name and a parameter list of its own choice. */
  functions: { name: string; parameters: number }[];
  /** Functions that only call another with their own parameters, and classes that have no other methods. */
  forwarders: string[];
  importsIt: boolean;
  /** Docstrings such as "How a watch is set up." */
  emptyDocstrings: string[];
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** What a text says about style; `look` of it is to be called with each node of its syntax tree. */
export function styleReader(text: string): { style: Style; look: (node: Node, parent?: Node) => void } {
  const docstrings = [...text.matchAll(/\/\*\*\s+(How [^*]* (?:is|are) set up\.?)\s+\*\//g)];
  const style: Style = {
    untidyImports: [],
    lowerCaseData: [],
    functions: [],
    forwarders: [],
    importsIt: false,
    emptyDocstrings: docstrings.map(([, said = '']) => said),
  };
  const look = (node: Node, parent?: Node): void => {
    if (node.type === 'Program') readModule(node, style);
    if (FUNCTIONS.has(node.type)) readFunction(node, parent, style);
    if (node.type === 'ClassDeclaration' && onlyForwards(node)) style.forwarders.push(nameOf(node['id']));
  };
  return { style, look };
}

function readModule(program: Node, style: Style): void {
  const imported = new Set<unknown>();
  for (const statement of nodes(program['body'])) {
    if (statement.type === 'ImportDeclaration') {
      const from = (statement['source'] as Node)['value'] as string;
      const specifiers = nodes(statement['specifiers']);
      const kinds = specifiers.map((one) => (one['importKind'] === 'type' ? 't' : 'v')).join('');
      if (imported.has(from) || kinds.includes('tv')) style.untidyImports.push(from);
      imported.add(from);
      if (specifiers.some((one) => nameOf(one['imported']) === 'it')) style.importsIt = true;
    }
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement['declaration'] : statement;
    if (!isNode(declaration)) continue;
    if (forwards(declaration)) style.forwarders.push(nameOf(declaration['id']));
    if (declaration['kind'] !== 'const') continue;
    for (const { id, init } of nodes(declaration['declarations'])) {
      if (isNode(init) && forwards(init)) style.forwarders.push(nameOf(id));
      if (isData(init) && !/^[A-Z][A-Z0-9_]*$|^$/.test(nameOf(id))) style.lowerCaseData.push(nameOf(id));
    }
  }
}

/** Whether it is a literal, or a list or object of nothing but data; an empty list is there to be filled. */
function isData(value: unknown): boolean {
  if (!isNode(value)) return false;
  switch (value.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return isData(value['expression']);
    case 'Literal':
      return true;
    case 'UnaryExpression':
      return isData(value['argument']);
    case 'BinaryExpression':
      return isData(value['left']) && isData(value['right']);
    case 'TemplateLiteral':
      return nodes(value['expressions']).length === 0;
    case 'ArrayExpression':
      return nodes(value['elements']).length > 0 && nodes(value['elements']).every(isData);
    case 'ObjectExpression':
      return nodes(value['properties']).length > 0 && nodes(value['properties']).every((one) => isData(one['value']));
    case 'NewExpression':
      return /^(Set|Map)$/.test(nameOf(value['callee'])) && isData(nodes(value['arguments'])[0]);
    default:
      return false;
  }
}

/** A callback takes what its caller gives, and an override what its base class says. */
function readFunction(node: Node, parent: Node | undefined, style: Style): void {
  const name = nameOf(node['id']) || nameOf(parent?.['key']) || nameOf(parent?.['id']);
  if (name === '' || parent?.['override'] === true) return;
  const parameters = nodes(node['params']).filter((one) => nameOf(one) !== 'this');
  style.functions.push({ name, parameters: parameters.length });
}

/** Whether it is a function that only calls another with its own parameters. */
function forwards(node: Node): boolean {
  return FUNCTIONS.has(node.type) && soleCall(node)?.type === 'Identifier';
}

/** Whether all its methods hand on what they are given to a member of the same name. */
function onlyForwards(node: Node): boolean {
  const methods = nodes((node['body'] as Node)['body']).filter((one) => one['kind'] === 'method');
  return (
    methods.length > 0 &&
    methods.every((method) => {
      const called = soleCall(method['value'] as Node);
      return called?.type === 'MemberExpression' && nameOf(called['property']) === nameOf(method['key']);
    })
  );
}

/** What a function calls with exactly its own parameters, where it does nothing else. */
function soleCall(node: Node): Node | undefined {
  const body = node['body'] as Node | null; // an overload has none
  const statements = body?.type === 'BlockStatement' ? nodes(body['body']) : [];
  const only = statements.length === 1 ? (statements[0]?.['argument'] ?? statements[0]?.['expression']) : body;
  if (!isNode(only) || only.type !== 'CallExpression') return undefined;
  const names = nodes(node['params']).map(nameOf);
  const given = nodes(only['arguments']).map(nameOf);
  const same = names.length === given.length && names.every((name, place) => name !== '' && name === given[place]);
  return same ? (only['callee'] as Node) : undefined;
}

function nodes(value: unknown): Node[] {
  return (Array.isArray(value) ? (value as unknown[]) : []).filter(isNode);
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : '';
}
