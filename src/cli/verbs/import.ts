import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMPORTED_FORMATS } from '../../formats/formats.ts';
import type { Document } from '../input/document.ts';
import { factsCatalog, type Catalog } from '../catalogs/facts-catalog.ts';
import { importedFeatureSet, type Installed } from '../catalogs/imported-feature-set.ts';
import { readDocuments } from '../input/input.ts';
import { kubernetesGates, kubernetesPolicy } from '../catalogs/kubernetes-catalog.ts';
import { Unusable } from '../terminal/unusable.ts';
import { upstreamRegistry } from '../catalogs/upstream-gate.ts';
import type { Verb } from '../terminal/verb.ts';
import { manifestText } from '../output/yaml-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

const COMPACT = [
  'owners',
  'stages',
  'requires',
  'excludes',
  'values',
  'honoredBy',
  'levels',
  'groups',
  'releases',
  'milestones',
  'criteria',
  'settings',
  'items',
  'defaultPlugins',
  'configVersions',
  'category',
  'overrides',
  'plugins',
];
const CATALOGS = ['kubernetes', 'facts'];
const SOURCES = [...CATALOGS, ...IMPORTED_FORMATS.keys()];
const FORMAT_LINES = [...IMPORTED_FORMATS].map(([name, { holds }]) => `  ${name.padEnd(22)}${holds}`).join('\n');

/** `stagegate import`: facts of other projects, and configurations of installations, as objects anyone can apply. */
export const importCatalog: Verb = {
  name: 'import',
  summary: 'turn lists of feature gates, and configurations that set them, into objects',
  usage: `Usage: stagegate import SOURCE FILE|- [FLAGS]

SOURCE says what FILE is.

What gates and plugins there are, as a MaturityPolicy, FeatureGates and PluginMaturities:
  kubernetes            the JSON that \`gates list\` prints of the library linked into kube-apiserver, or
                        test/compatibility_lifecycle/reference/versioned_feature_list.yaml of kubernetes/kubernetes,
                        which knows no dependencies
  facts                 facts about a component as hack/catalogs/facts holds them
      --revision COMMIT   kubernetes: the commit or version FILE is from; default: what FILE says
      --out DIR           write policy.yaml, gates.yaml and plugins.yaml there; default: print them
What no source says is filled in, and named in the annotation stagegate.dev/assumed.

What one installation sets, as a FeatureSet:
${FORMAT_LINES}
      --component NAME    the component (needed)
      --release RELEASE   the release that runs (needed)
      --name NAME         name of the FeatureSet; default: the component
      --namespace NAME    its namespace; default: default
  -f, --filename FILE|DIR the component's objects, to tell groups and settings from gates; may be repeated

  -h, --help            print this

Exit code 0: done; 2: input that cannot be used, each thing said with its key.
`,
  options: {
    out: { type: 'string' },
    revision: { type: 'string' },
    component: { type: 'string' },
    release: { type: 'string' },
    name: { type: 'string' },
    namespace: { type: 'string' },
    filename: { type: 'string', short: 'f', multiple: true, default: [] },
  },
  run({ values, positionals }, terminal) {
    const [source = '', path, ...more] = positionals;
    if (!SOURCES.includes(source))
      throw new Unusable(`import: the source must be one of ${SOURCES.join(', ')} (stagegate import --help)`);
    if (path === undefined || more.length > 0) throw new Unusable(`import ${source} needs one FILE, or - for stdin`);
    const options = values as unknown as { out?: string; revision?: string } & Installed;
    if (CATALOGS.includes(source)) {
      const document = onlyDocument(path, terminal);
      writeCatalog(catalogIn(source, document, options.revision), { source, out: options.out }, terminal);
    } else {
      const set = importedFeatureSet({ format: source, path }, options, terminal);
      terminal.write(manifestText(`Written by \`stagegate import ${source}\`.`, [set], COMPACT));
    }
    return 0;
  },
};

function onlyDocument(path: string, { note }: Terminal): Document {
  const [document, ...others] = readDocuments([path], note);
  if (!document || others.length > 0) throw new Unusable(`${path}: this must hold exactly one document`);
  return document;
}

function catalogIn(source: string, { value, place }: Document, revision: string | undefined): Catalog {
  if (source === 'facts') return factsCatalog(value, place);
  const registry = upstreamRegistry(value, place);
  const gates = kubernetesGates(revision === undefined ? registry : { ...registry, revision });
  return { component: 'kubernetes', policy: kubernetesPolicy(), gates, plugins: [] };
}

function writeCatalog(
  { policy, gates, plugins }: Catalog,
  { source, out }: { readonly source: string; readonly out: string | undefined },
  { write, note }: Terminal,
): void {
  const comment = `Written by \`stagegate import ${source}\`: edit its source, not this file.`;
  const files = [
    { name: 'policy.yaml', objects: policy ? [policy] : [], said: 'policy.yaml' },
    { name: 'gates.yaml', objects: gates, said: `${gates.length} gates into gates.yaml` },
    { name: 'plugins.yaml', objects: plugins, said: `${plugins.length} plugins into plugins.yaml` },
  ].filter(({ objects }) => objects.length > 0);
  if (out === undefined) {
    write(files.map(({ objects }) => manifestText(comment, objects, COMPACT)).join(''));
    return;
  }
  mkdirSync(out, { recursive: true });
  for (const { name, objects } of files) writeFileSync(join(out, name), manifestText(comment, objects, COMPACT));
  const said = files.map((file) => file.said);
  note(`${out}: wrote ${[said.slice(0, -1).join(', '), said.at(-1)].filter(Boolean).join(' and ')}`);
}
