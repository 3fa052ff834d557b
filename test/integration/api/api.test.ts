import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '../../../hack/control-plane/control-plane.ts';
import { KIND_NAMES } from '../../../src/api/kinds.ts';
import { REFUSED } from '../../unit/api/refused/refused.ts';
import { manifest } from '../../unit/api/valid-objects.ts';
import { Client, type Output } from './client.ts';
import { columns } from './columns.ts';
import { installation } from './crds.ts';
import { explanations } from './explanations.ts';
import { storedObjects } from './stored-objects.ts';

const crds = path.resolve(import.meta.dirname, '../../../crds');

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
    await kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
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
