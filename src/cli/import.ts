import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesGates, kubernetesPolicy } from './catalog.ts';
import { readDocuments } from './input.ts';
import { Unusable } from './unusable.ts';
import { upstreamRegistry } from './upstream-gate.ts';
import type { Verb } from './verb.ts';
import { manifestText } from './yaml-text.ts';

const COMMENT = 'Written by `stagegate import kubernetes`: edit its source, not this file.';
const COMPACT = ['owners', 'stages', 'requires', 'levels', 'groups', 'releases'];

/** `stagegate import`: facts of other projects as objects anyone can apply. */
export const importCatalog: Verb = {
  name: 'import',
  summary: "turn Kubernetes' own list of feature gates into objects",
  usage: `Usage: stagegate import kubernetes FILE|- [--revision COMMIT] [--out DIR]

Turns feature gates as Kubernetes declares them into a MaturityPolicy and FeatureGates. FILE is the JSON that \`gates list\`
prints of the library linked into kube-apiserver, or test/compatibility_lifecycle/reference/versioned_feature_list.yaml
of kubernetes/kubernetes, which knows no dependencies. What the source does not say is filled in, and named in the
annotation stagegate.dev/assumed.

      --revision COMMIT  the commit or version FILE is from, for the annotation stagegate.dev/source-revision;
                         default: what FILE says
      --out DIR          write policy.yaml and gates.yaml there; default: print them
  -h, --help             print this
`,
  options: { out: { type: 'string' }, revision: { type: 'string' } },
  run({ values, positionals }, { write, note }) {
    const [source, path, ...more] = positionals;
    if (source !== 'kubernetes') throw new Unusable(`import: the source must be kubernetes (stagegate import --help)`);
    if (path === undefined || more.length > 0) throw new Unusable('import kubernetes needs one FILE, or - for stdin');
    const [document, ...others] = readDocuments([path], note);
    if (!document || others.length > 0) throw new Unusable(`${path}: this must hold exactly one document`);
    const { out, revision } = values as { out?: string; revision?: string };
    const registry = upstreamRegistry(document.value, document.place);
    const gates = kubernetesGates(revision === undefined ? registry : { ...registry, revision });
    const policy = manifestText(COMMENT, [kubernetesPolicy()], COMPACT);
    const catalog = manifestText(COMMENT, gates, COMPACT);
    if (out === undefined) {
      write(policy + catalog);
    } else {
      mkdirSync(out, { recursive: true });
      writeFileSync(join(out, 'policy.yaml'), policy);
      writeFileSync(join(out, 'gates.yaml'), catalog);
      note(`${out}: wrote policy.yaml and ${gates.length} gates into gates.yaml`);
    }
    return 0;
  },
};
