import type { Logger } from 'pino';
import { messageOf } from '../../kube/failure.ts';
import { granteeOf, readUserName } from '../../kube/requests/identity.ts';
import type { Transport } from '../../kube/transport/transport.ts';

/** The identity that config/rbac gives the operator. */
const SHIPPED = 'system:serviceaccount:stagegate-system:stagegate';

export interface OwnIdentityOptions {
  readonly transport: Pick<Transport, 'request'>;
  /** Aborted when the operator stops. */
  readonly stopping: AbortSignal;
  readonly logger: Logger;
}

/** The operator itself, as `kubectl create rolebinding` takes it; the identity it is shipped with where the server does not say another. */
export class OwnIdentity {
  readonly #options: OwnIdentityOptions;
  #text = granteeOf(SHIPPED);

  constructor(options: OwnIdentityOptions) {
    this.#options = options;
  }

  /** Such as `--serviceaccount=stagegate-system:stagegate`. */
  get text(): string {
    return this.#text;
  }

  /** Asks the server, once. Never rejects: the right to ask, and the resource, may be missing. */
  async start(): Promise<void> {
    const { transport, stopping, logger } = this.#options;
    try {
      this.#text = granteeOf(await readUserName(transport, stopping));
    } catch (error) {
      const taken = this.#text;
      logger.info({ reason: messageOf(error), taken }, 'Failed to ask the API server for the own identity');
    }
  }
}
