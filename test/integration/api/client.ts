import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import type { ControlPlane } from '../../../hack/control-plane/control-plane.ts';
import { KINDS, type KindName } from '../../../src/api/kinds.ts';
import type { Manifest } from '../../unit/api/valid-objects.ts';

/** What the API server made of an object: stored it, or refused it for these causes, each as "field: message". */
export type Answer = { readonly stored: Manifest } | { readonly refused: readonly string[] };

/** What kubectl printed. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** kubectl, which must succeed. */
export type Kubectl = (...args: string[]) => Promise<Output>;

interface Status {
  message?: string;
  details?: { causes?: { field: string; message: string }[] };
}

interface Kubeconfig {
  clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }];
  users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }];
}

const base64 = (text: string) => Buffer.from(text, 'base64');
// The server adds this wherever CEL could not run.
const NOT_ALL_CHECKED = '<nil>';

/** Requests as admin, told of in the server's own words: kubectl would retell them. */
export class Client {
  readonly #server: string;
  readonly #agent: Agent;

  constructor(plane: ControlPlane) {
    const { clusters, users } = parse(readFileSync(plane.kubeconfig.admin, 'utf8')) as Kubeconfig;
    const [{ cluster }] = clusters;
    const [{ user }] = users;
    this.#server = cluster.server;
    this.#agent = new Agent({
      connect: {
        ca: base64(cluster['certificate-authority-data']),
        cert: base64(user['client-certificate-data']),
        key: base64(user['client-key-data']),
      },
    });
  }

  /** Creates the object, with every field known; `dryRun` stores nothing. */
  create(kind: KindName, object: Manifest, { dryRun = false } = {}): Promise<Answer> {
    return this.#send('POST', `${folder(kind)}?fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`, object);
  }

  /** Replaces spec, or status under `/status`. */
  update(kind: KindName, object: Manifest, subresource: '' | '/status' = ''): Promise<Answer> {
    const { name } = object['metadata'] as { name: string };
    return this.#send('PUT', `${folder(kind)}/${name}${subresource}?fieldValidation=Strict`, object);
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  async #send(method: 'POST' | 'PUT', path: string, object: Manifest): Promise<Answer> {
    const { statusCode, body } = await request(this.#server + path, {
      method,
      dispatcher: this.#agent,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(object),
    });
    const answer = await body.json();
    if (statusCode < 300) return { stored: answer as Manifest };
    const { message = '', details } = answer as Status;
    const causes = details?.causes?.filter(({ field }) => field !== NOT_ALL_CHECKED) ?? [];
    return { refused: causes.length > 0 ? causes.map((cause) => `${cause.field}: ${cause.message}`) : [message] };
  }
}

function folder(kind: KindName): string {
  const { plural, scope } = KINDS[kind];
  return `/apis/stagegate.dev/v1beta1/${scope === 'Namespaced' ? 'namespaces/default/' : ''}${plural}`;
}
