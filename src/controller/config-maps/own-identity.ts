import type { Logger } from 'pino';
import { messageOf } from '../../kube/failure.ts';
import { granteeOf } from '../../kube/requests/identity.ts';

/** The identity that config/rbac gives the operator. */
const SHIPPED = 'system:serviceaccount:stagegate-system:stagegate';

/** The operator itself, as `kubectl create rolebinding` takes it; the identity it is shipped with where the server does not say another. */
export class OwnIdentity {
  #text = granteeOf(SHIPPED);

  /** Such as `--serviceaccount=stagegate-system:stagegate`. */
  get text(): string {
    return this.#text;
  }

  /** Asks the server, once. Never rejects: the right to ask, and the resource, may be missing. */
  async learn(readUserName: () => Promise<string>, logger: Logger): Promise<void> {
    try {
      this.#text = granteeOf(await readUserName());
    } catch (error) {
      const taken = this.#text;
      logger.info({ reason: messageOf(error), taken }, 'Failed to ask the API server for the own identity');
    }
  }
}
