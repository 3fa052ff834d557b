import { isStatus } from '../failure.ts';
import { isKubeObject, resourcePath, type ObjectMeta, type Resource, type ResourceLocation } from '../object.ts';
import type { Transport } from '../transport/transport.ts';

/** Asks for what every object has, and for nothing of what it holds. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** Reads the metadata of one object and nothing else of it; undefined where there is none. Throws as `Transport.request` does. */
export async function readMetadata(
  transport: Pick<Transport, 'request'>,
  resource: Resource,
  { signal, ...location }: ResourceLocation & { readonly name: string; readonly signal?: AbortSignal },
): Promise<ObjectMeta | undefined> {
  try {
    const { body } = await transport.request({
      method: 'GET',
      path: resourcePath(resource, location),
      accept: METADATA_ONLY,
      ...(signal !== undefined && { signal }),
    });
    return isKubeObject(body) ? body.metadata : undefined;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}
