import { describe, expect, test } from 'vitest';
import { compareResourceVersions, objectKey, resourceName, resourcePath, splitKey } from '../../../src/kube/object.ts';

const gates = { group: 'example.dev', version: 'v1', plural: 'gates' };
const pods = { group: '', version: 'v1', plural: 'pods' };

describe('the path of a resource', () => {
  test.each([
    { resource: gates, location: {}, path: '/apis/example.dev/v1/gates' },
    { resource: gates, location: { name: 'a' }, path: '/apis/example.dev/v1/gates/a' },
    { resource: pods, location: { namespace: 'ns' }, path: '/api/v1/namespaces/ns/pods' },
    {
      resource: gates,
      location: { namespace: 'ns', name: 'a', subresource: 'status' },
      path: '/apis/example.dev/v1/namespaces/ns/gates/a/status',
    },
  ])('is $path', ({ resource, location, path }) => {
    expect(resourcePath(resource, location)).toBe(path);
  });

  test('is not left by any name', () => {
    expect(resourcePath(gates, { namespace: '../../x', name: 'a/../b?c#d' })).toBe(
      '/apis/example.dev/v1/namespaces/..%2F..%2Fx/gates/a%2F..%2Fb%3Fc%23d',
    );
  });
});

test('a resource is named by plural, version and group, a core one without group', () => {
  expect(resourceName(gates)).toBe('gates.v1.example.dev');
  expect(resourceName(pods)).toBe('pods.v1');
});

test.each([
  { metadata: { namespace: 'ns', name: 'a' }, key: 'ns/a' },
  { metadata: { name: 'a' }, key: 'a' },
])('a key, $key, can be taken apart again', ({ metadata, key }) => {
  expect(objectKey(metadata)).toBe(key);
  expect(splitKey(key)).toEqual(metadata);
});

test.each([
  { a: '1', b: '2', order: -1 },
  { a: '10', b: '9', order: 1 },
  { a: '007', b: '7', order: 0 },
  { a: 'x', b: 'x', order: 0 },
  { a: 'x', b: 'y', order: undefined },
  { a: '1', b: '', order: undefined },
  { a: undefined, b: '1', order: undefined },
])('the versions $a and $b compare as $order', ({ a, b, order }) => {
  expect(compareResourceVersions(a, b)).toBe(order);
});
