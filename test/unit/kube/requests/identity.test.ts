import { describe, expect, test } from 'vitest';
import { granteeOf, readUserName } from '../../../../src/kube/requests/identity.ts';
import { readMetadata } from '../../../../src/kube/requests/object-metadata.ts';
import type { ApiRequest, ApiResponse } from '../../../../src/kube/transport/transport.ts';
import { ApiError } from '../../../../src/kube/failure.ts';

/** A transport with one answer, and what was asked of it. */
function answering(answer: object | Error) {
  const asked: ApiRequest[] = [];
  const request = async <T>(one: ApiRequest): Promise<ApiResponse<T>> => {
    asked.push(one);
    if (answer instanceof Error) throw answer;
    return { status: 200, body: answer as T, size: 0 };
  };
  return { asked, request };
}

const refusal = (status: number): ApiError => new ApiError('GET /x', status, {});

describe('the own name', () => {
  test('is asked of the server', async () => {
    const server = answering({ status: { userInfo: { username: 'system:serviceaccount:a:b' } } });
    expect(await readUserName(server)).toBe('system:serviceaccount:a:b');
    expect(server.asked).toMatchObject([
      {
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: { kind: 'SelfSubjectReview' },
      },
    ]);
  });

  test('is not made up where the server says none', async () => {
    await expect(readUserName(answering({ status: {} }))).rejects.toThrow('does not say');
    await expect(readUserName(answering(refusal(404)))).rejects.toThrow(ApiError);
  });

  test.each([
    ['system:serviceaccount:stagegate-system:stagegate', '--serviceaccount=stagegate-system:stagegate'],
    ['alice@example.org', '--user=alice@example.org'],
    ['system:serviceaccount:odd', '--user=system:serviceaccount:odd'],
    ["Al's laptop", String.raw`--user='Al'\''s laptop'`],
  ])('%s is granted to as %s', (name, grantee) => {
    expect(granteeOf(name)).toBe(grantee);
  });
});

describe('the metadata of an object', () => {
  const resource = { group: '', version: 'v1', plural: 'configmaps' };

  test('are asked for without what it holds', async () => {
    const server = answering({ kind: 'PartialObjectMetadata', metadata: { name: 'b', labels: { x: 'y' } } });
    expect(await readMetadata(server, resource, { namespace: 'a', name: 'b' })).toMatchObject({ labels: { x: 'y' } });
    const accept = expect.stringContaining('as=PartialObjectMetadata');
    expect(server.asked).toEqual([{ method: 'GET', path: '/api/v1/namespaces/a/configmaps/b', accept }]);
  });

  test('are undefined where there is none, and nothing but that', async () => {
    expect(await readMetadata(answering(refusal(404)), resource, { namespace: 'a', name: 'b' })).toBe(undefined);
    await expect(readMetadata(answering(refusal(403)), resource, { name: 'b' })).rejects.toThrow('403');
  });
});
