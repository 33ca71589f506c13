import type { ServiceCaller } from '../../identity/caller.ts'
import { allowsService } from '../../identity/resource-policy.ts'
import { notAuthorized } from './errors.ts'
import type { Topic } from './topic.ts'

/**
 * Only the topic's policy decides whether an AWS service may publish. It is evaluated because a service that is denied
 * reports this to nobody, and its message is lost.
 *
 * @throws AwsError `AuthorizationError`
 */
export function checkServiceMayPublish(topic: Topic, caller: ServiceCaller, accountId: string): void {
  const statements = [topic.policy.Statement].flat()
  if (allowsService(statements, { action: 'sns:Publish', resource: topic.arn, caller, accountId })) return
  throw notAuthorized(caller, topic.arn)
}
