import { resourcePath, type Resource } from '../object.ts';
import type { Transport } from '../transport/transport.ts';

const REVIEWS: Resource = { group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews' };

/** As whom the server knows this client, such as `system:serviceaccount:NAMESPACE:NAME`. Throws as `Transport.request` does, also where it says nothing. */
export async function readUserName(transport: Pick<Transport, 'request'>, signal?: AbortSignal): Promise<string> {
  const { body } = await transport.request<{ status?: { userInfo?: { username?: string } } }>({
    method: 'POST',
    path: resourcePath(REVIEWS),
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    ...(signal !== undefined && { signal }),
  });
  const name = body.status?.userInfo?.username;
  if (name === undefined || name === '') throw new Error('The API server does not say as whom it knows this client');
  return name;
}

/** The argument by which `kubectl create rolebinding` names a user; quoted where a shell would take it apart. */
export function granteeOf(userName: string): string {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(userName) ?? [];
  if (namespace !== undefined && name !== undefined) return `--serviceaccount=${namespace}:${name}`;
  const plain = /^[\w.:@/+=,-]+$/.test(userName);
  return `--user=${plain ? userName : `'${userName.replaceAll("'", String.raw`'\''`)}'`}`;
}
