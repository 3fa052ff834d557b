import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { walk } from './syntax.ts';

const ROW = /^\| (R\d+) \| (.*) \| ([^|]*) \| ([^|]*)\|$/;

/** Which test files name which requirement, from every `test/**\/*.test.ts` under the root of the repository. */
export function provingTests(root: string): Map<string, string[]> {
  const proofs = new Map<string, string[]>();
  const files = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.ts')).toSorted()) {
    for (const requirement of namedIn(readFileSync(path.join(root, 'test', file), 'utf8'))) {
      proofs.set(requirement, [...(proofs.get(requirement) ?? []), `test/${file}`]);
    }
  }
  return proofs;
}

/** The requirements a test's text names in its titles: in any literal that is a sentence, so also in keys of tables. */
export function namedIn(text: string): Set<string> {
  const named = new Set<string>();
  walk(text, (node) => {
    const value = node.type === 'TemplateElement' ? (node['value'] as { raw: string }).raw : node['value'];
    if ((node.type !== 'Literal' && node.type !== 'TemplateElement') || typeof value !== 'string') return;
    if (value.includes(' ')) for (const [requirement] of value.matchAll(/\bR[1-9]\d*\b/g)) named.add(requirement);
  });
  return named;
}

/**
 * The requirements document with its last column and its count brought up to date: the proving tests, else the reason why
 * there can be none. Throws for a requirement it does not have, and for one that has both.
 */
export function withProofs(
  document: string,
  proofs: Map<string, string[]>,
  unprovable: Record<string, string>,
): string {
  const open = new Map(proofs);
  const reasons = new Map(Object.entries(unprovable));
  let rows = 0;
  let proved = 0;
  const lines = document.split('\n').map((line) => {
    const [, requirement = '', text, source] = ROW.exec(line) ?? [];
    if (requirement === '') return line;
    rows += 1;
    const files = proofs.get(requirement);
    const reason = reasons.get(requirement);
    if (files && reason !== undefined) {
      throw new Error(
        `${files.join(', ')}: a title names ${requirement}, which hack/requirements-unprovable.ts says no test can prove`,
      );
    }
    if (files) proved += 1;
    open.delete(requirement);
    reasons.delete(requirement);
    const links = files?.map((file) => `[${file.replace(/^test\/|\.test\.ts$/g, '')}](../${file})`).join(', ');
    return `| ${requirement} | ${text} | ${source} | ${links ?? reason ?? 'not yet'} |`;
  });
  for (const [requirement, files] of open) {
    throw new Error(`${files.join(', ')}: a title names ${requirement}, which docs/requirements.md does not have`);
  }
  for (const requirement of reasons.keys()) {
    throw new Error(`hack/requirements-unprovable.ts: names ${requirement}, which docs/requirements.md does not have`);
  }
  const counted = `${proved} of ${rows} requirements have a proving test; for ${Object.keys(unprovable).length} there can be none.`;
  return lines.join('\n').replace(/^<!-- count -->.*$/m, `<!-- count -->${counted}`);
}
