import { type FindResources, text } from './find-resources.ts'

/** Their actions have no resource type; subscriptions are no resources. */
const OF_NONE: ReadonlySet<string> = new Set([
  'GetSubscriptionAttributes',
  'ListSubscriptions',
  'ListTopics',
  'SetSubscriptionAttributes',
  'Unsubscribe',
])

/**
 * Topics. Where an action has no resource type, SNS names everything of the account and Region
 * (buildkite/lifecycled#90): policies may say `*` or `arn:aws:sns:<region>:<account>:*`, but no topic.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export const snsResources: FindResources = (input, account, operation) => {
  if (OF_NONE.has(operation)) return [account.arn('sns', '*')]
  const { TopicArn, TargetArn, ResourceArn, Name } = input
  const name = text(Name)
  const made = name && account.arn('sns', name)
  return [text(TopicArn) ?? text(TargetArn) ?? text(ResourceArn) ?? made]
}
