import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { archivePath, ARCHIVED, fetchArchive } from './archive.ts';
import { build, builtPath } from './build.ts';
import type { Binary } from './binary.ts';
import type { Progress } from './progress.ts';

type Archived = (typeof ARCHIVED)[number];

/** The variables of envtest that name single files. */
const ASSET_VARIABLES: Record<Archived, string> = {
  etcd: 'TEST_ASSET_ETCD',
  'kube-apiserver': 'TEST_ASSET_KUBE_APISERVER',
  kubectl: 'TEST_ASSET_KUBECTL',
};

/**
 * Finds the wanted binaries and answers their paths. Looks, in this order, at envtest's variables (`TEST_ASSET_*`, then
 * `KUBEBUILDER_ASSETS`), the local cache, the published envtest archive; what is then missing is built from Go modules. The generic sample
 * and `gates` are published nowhere and always built. Rejects if a variable names a file that is not there, or if the build fails.
 */
export async function findBinaries<B extends Binary>(wanted: readonly B[], say: Progress): Promise<Record<B, string>> {
  const isMissing = (name: Binary): boolean => find(name) === undefined;
  if (wanted.some((name) => isArchived(name) && isMissing(name))) await fetchArchive(say);
  const missing = wanted.filter(isMissing);
  if (missing.length > 0) await build(missing, isMissing, say);
  const found = wanted.map((name) => [name, find(name)] as const);
  return Object.fromEntries(found) as Record<B, string>;
}

function find(name: Binary): string | undefined {
  return assigned(name) ?? [builtPath(name), archivePath(name)].find((path) => existsSync(path));
}

function assigned(name: Binary): string | undefined {
  if (!isArchived(name)) return undefined;
  const file = process.env[ASSET_VARIABLES[name]];
  const folder = process.env['KUBEBUILDER_ASSETS'];
  const [variable, path] = file ? [ASSET_VARIABLES[name], file] : ['KUBEBUILDER_ASSETS', folder && join(folder, name)];
  if (!path) return undefined;
  if (existsSync(path)) return path;
  throw new Error(
    `${variable} promises ${path}, which does not exist; correct the variable, or unset it to have ${name} built`,
  );
}

function isArchived(name: Binary): name is Binary & Archived {
  return (ARCHIVED as readonly string[]).includes(name);
}
