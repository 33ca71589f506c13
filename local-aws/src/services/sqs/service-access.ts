import type { Authorization } from '../../identity/authorization.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import type { Policy } from '../../identity/policies/policy.ts'
import { accessDenied } from './errors.ts'

const ACTION = 'sqs:SendMessage'

/**
 * Decides whether an AWS service may send to a queue according to the queue's policy. The policy is evaluated because
 * a service that is denied reports this to nobody, and the message is lost. A queue without a policy accepts every
 * service here; on AWS, it accepts none.
 *
 * @throws AwsError `AccessDenied`
 */
export function checkServiceMaySend(
  authorization: Authorization,
  { caller, queueArn, policy }: { caller: ServiceCaller; queueArn: string; policy: Policy | undefined },
): void {
  if (!policy || authorization.allows(policy, { caller, action: ACTION, resource: queueArn })) return
  throw accessDenied(caller, ACTION, queueArn)
}
