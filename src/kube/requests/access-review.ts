import { resourcePath, type Resource } from '../object.ts';
import type { Transport } from '../transport/transport.ts';

const REVIEWS: Resource = { group: 'authorization.k8s.io', version: 'v1', plural: 'selfsubjectaccessreviews' };

/** What one may do with a resource in a namespace. */
interface Right {
  readonly verb: string;
  readonly resource: Resource;
  readonly namespace: string;
}

/** Whether this client has a right in a namespace. Throws as `Transport.request` does. */
export async function hasRight(
  transport: Pick<Transport, 'request'>,
  { verb, resource, namespace }: Right,
): Promise<boolean> {
  const { group, plural } = resource;
  const resourceAttributes = { verb, group, resource: plural, namespace };
  const { body } = await transport.request<{ status?: { allowed?: boolean } }>({
    method: 'POST',
    path: resourcePath(REVIEWS),
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    },
  });
  return body.status?.allowed === true;
}
