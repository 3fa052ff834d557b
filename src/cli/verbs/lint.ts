import { driftsOf, type Drift } from './drift.ts';
import { readDocuments } from '../input/input.ts';
import { inventoriesIn } from './inventory.ts';
import { checkRelease, declaredComponents } from '../evaluation/known-component.ts';
import { tableOf } from '../output/table.ts';
import { Unusable } from '../terminal/unusable.ts';
import type { Verb } from '../terminal/verb.ts';

/** `stagegate lint`: where documents, builds and tests say something else than the declared objects (R53, R72, R146). */
export const lint: Verb = {
  name: 'lint',
  summary: 'find where documents, builds and tests say something else than the declared objects',
  usage: `Usage: stagegate lint -f FILE|DIR|- … --inventory FILE … [-o json|table]

Compares inventories, which say what a document, a build or a test says of a component, with its objects. An inventory file:

  component: nvidia-dra-driver
  inventories:
    - name: reference table       # any name
      kind: Document              # Document describes, Build is what a release ships, Usage sets or loads
      of: Gates                   # or Plugins
      release: v0.5.0             # the release it speaks of; default: the newest that is out
      covers: All                 # All: it should name every one; Listed (default): those it names
      level: Alpha                # the level of all it names; with covers All it should name all of that level
      names:                      # names, or what is said of each
        - DynamicMIG
        - { name: MPSSupport, level: Alpha, default: Disabled, introduced: v25.8.0, deprecated: false }
      rules: [{ gate: DeviceMetadata, requires: PassthroughSupport }, { gate: DynamicMIG, excludes: MPSSupport }]
      coversRules: All            # All: it should state every rule between gates that it names
      upstream: [{ name: KEP-4815, level: Alpha, release: "1.33" }]

  -f, --filename FILE|DIR|-    the component's objects; may be repeated
  -i, --inventory FILE         inventories; may be repeated
  -o, --output json|table      default: table
  -h, --help                   print this

Exit code 0: no difference; 1: some; 2: input that cannot be used.
`,
  options: {
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
    inventory: { type: 'string', short: 'i', multiple: true, default: [] },
    output: { type: 'string', short: 'o', default: 'table' },
  },
  run({ values, positionals }, terminal) {
    const { filename, inventory, output } = values as { filename: string[]; inventory: string[]; output: string };
    const files = [...filename, ...positionals];
    if (files.length === 0 || inventory.length === 0)
      throw new Unusable('lint needs objects (-f FILE) and what to compare them with (--inventory FILE)');
    if (output !== 'json' && output !== 'table')
      throw new Unusable(`--output is '${output}' and must be one of json, table`);
    const components = declaredComponents(files, terminal);
    const drifts = readDocuments(inventory, terminal.note)
      .flatMap(inventoriesIn)
      .flatMap((one) => {
        const component = components.get(one.component);
        if (!component)
          throw new Unusable(`inventory '${one.name}' is of component '${one.component}', of which there is no object`);
        const release = one.release ?? component.calendar.newest(terminal.now());
        if (release === undefined)
          throw new Unusable(`inventory '${one.name}' needs a release: component '${one.component}' has no calendar`);
        checkRelease(component, release, { field: `release of inventory '${one.name}'`, now: terminal.now() });
        return driftsOf(one, component, release);
      });
    terminal.write(output === 'json' ? `${JSON.stringify({ drifts }, undefined, 2)}\n` : tableText(drifts));
    return drifts.length === 0 ? 0 : 1;
  },
};

function tableText(drifts: readonly Drift[]): string {
  if (drifts.length === 0) return 'No difference found.\n';
  const rows = drifts.map(({ kind, inventory, message }) => [kind, inventory, message]);
  return `${tableOf(['DIFFERENCE', 'INVENTORY', 'MESSAGE'], rows).join('\n')}\n`;
}
