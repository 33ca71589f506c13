import type { ServiceCaller } from '../../identity/caller.ts'
import { allowsService, type PolicyStatement } from '../../identity/resource-policy.ts'
import { accessDenied } from './errors.ts'

const ACTION = 'sqs:SendMessage'

/**
 * Decides which AWS services may send to a queue according to its policy. The policy is evaluated because a service
 * that is denied reports this to nobody, and the message is lost. A queue without a policy accepts every service here;
 * on AWS, it accepts none.
 */
export class ServiceAccess {
  readonly #statements: readonly PolicyStatement[]
  /** Cached by service and source, since a topic asks for every message. */
  readonly #decisions = new Map<string, boolean>()

  /** @param policy JSON with a `Statement` */
  constructor(policy: string) {
    const { Statement } = JSON.parse(policy) as { Statement: PolicyStatement | PolicyStatement[] }
    this.#statements = [Statement].flat()
  }

  /** @throws AwsError `AccessDenied` */
  checkMaySend(caller: ServiceCaller, queueArn: string, accountId: string): void {
    const key = `${caller.service} ${caller.sourceArn}`
    let allowed = this.#decisions.get(key)
    if (allowed === undefined) {
      const request = { action: ACTION, resource: queueArn, caller, accountId }
      allowed = allowsService(this.#statements, request)
      this.#decisions.set(key, allowed)
    }
    if (!allowed) throw accessDenied(caller, ACTION, queueArn)
  }
}
