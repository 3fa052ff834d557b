import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startControlPlane, type ControlPlane } from '../../../hack/control-plane/control-plane.ts';
import { KIND_NAMES, KINDS } from '../../../src/api/kinds.ts';
import { GROUP, SERVED_VERSIONS } from '../../../src/api/schema.ts';
import { REFUSED } from '../../unit/api/refused/refusals.ts';
import { manifest } from '../../unit/api/valid-objects.ts';
import { Client, type Output } from './client.ts';
import { columns } from './columns.ts';
import { installation } from './crds.ts';
import { explanations } from './explanations.ts';
import { storedObjects } from './stored-objects.ts';

const crds = path.resolve(import.meta.dirname, '../../../crds');
/** A hook has no `expect.poll`. */
const PATIENCE = { timeout: 30_000 };
/** Every kind in every version that is served, as kubectl is asked for it. */
const everything = KIND_NAMES.flatMap((kind) =>
  SERVED_VERSIONS.map((version) => `${KINDS[kind].plural}.${version}.${GROUP}`),
);

describe.each(['full', 'generic'] as const)('on the %s flavor', (flavor) => {
  let plane: ControlPlane;
  let client: Client;

  /** kubectl, which must succeed; its warnings come back too. */
  async function kubectl(...args: string[]): Promise<Output> {
    const { code, stdout, stderr } = await plane.kubectl(args);
    expect(code, `kubectl ${args.join(' ')}: ${stderr}`).toBe(0);
    return { stdout, stderr };
  }

  beforeAll(async () => {
    plane = await startControlPlane({ flavor });
    client = new Client(plane);
    await kubectl('apply', '-f', crds);
    // Discovery learns of a kind some time after its CRD was taken, and so does the documentation.
    await vi.waitFor(() => kubectl('get', everything.join(',')), PATIENCE);
    for (const kind of KIND_NAMES) await vi.waitFor(() => kubectl('explain', KINDS[kind].shortName), PATIENCE);
  });
  afterAll(async () => {
    await client.close();
    await plane.stop();
  });

  describe('the API server and the CRDs', () => installation(kubectl));

  describe.each(KIND_NAMES)('the API server and a bad %s', (of) => {
    test.each(REFUSED.filter(({ kind }) => kind === of))('$title is refused by field and reason', async (row) => {
      const answer = await client.create(row.kind, manifest(row.kind, row.fields), { dryRun: true });
      expect(answer).toEqual({ refused: [row.server].flat() });
    });
  });

  describe('the API server and an object that is there', () => storedObjects(kubectl, () => client));

  describe('kubectl get', () => columns(kubectl, () => client));

  describe('kubectl explain', () => explanations(kubectl));
});
