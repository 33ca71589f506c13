import type { Authorization } from '../../identity/authorization.ts'
import type { ServiceCaller } from '../../identity/caller.ts'
import { notAuthorized } from './errors.ts'
import type { Topic } from './topic.ts'

/**
 * Only the topic's policy decides whether an AWS service may publish. It is evaluated because a service that is denied
 * reports this to nobody, and its message is lost.
 *
 * @throws AwsError `AuthorizationError`
 */
export function checkServiceMayPublish(
  authorization: Authorization,
  topic: Topic,
  caller: ServiceCaller,
): void {
  if (authorization.allows(topic.policy.compiled, { caller, action: 'sns:Publish', resource: topic.arn }))
    return
  throw notAuthorized(caller, topic.arn)
}
