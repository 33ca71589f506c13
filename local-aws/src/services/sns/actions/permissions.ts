import type { Actions } from '../../../api/service-api.ts'
import { accessPolicy, statementsOf } from '../access-policy.ts'
import { invalidParameter } from '../errors.ts'
import type { TopicStore } from '../topic-store.ts'

interface AddPermissionInput {
  TopicArn: string
  Label: string
  AWSAccountId: readonly string[]
  ActionName: readonly string[]
}

/** The actions that a topic's policy can allow (SNS developer guide, "Amazon SNS API permissions"). */
const GRANTABLE = new Set([
  'GetTopicAttributes',
  'SetTopicAttributes',
  'AddPermission',
  'RemovePermission',
  'DeleteTopic',
  'Subscribe',
  'ListSubscriptionsByTopic',
  'Publish',
])

export function permissionActions(store: TopicStore): Actions {
  return {
    /** "Adds a statement to a topic's access control policy, granting access for the specified accounts." */
    AddPermission({ TopicArn, Label, AWSAccountId, ActionName }: AddPermissionInput) {
      const topic = store.topic(TopicArn)
      const statements = statementsOf(topic.policy)
      if (statements.some(({ Sid }) => Sid === Label)) {
        throw invalidParameter('Statement already exists')
      }
      if (ActionName.length === 0 || ActionName.some(action => !GRANTABLE.has(action))) {
        throw invalidParameter('Policy statement action out of service scope!')
      }
      const statement = {
        Sid: Label,
        Effect: 'Allow',
        Principal: { AWS: oneOrList(AWSAccountId.map(account => `arn:aws:iam::${account}:root`)) },
        Action: oneOrList(ActionName.map(action => `SNS:${action}`)),
        Resource: topic.arn,
      }
      topic.policy = accessPolicy({ ...topic.policy.document, Statement: [...statements, statement] })
    },

    RemovePermission({ TopicArn, Label }: { TopicArn: string; Label: string }) {
      const topic = store.topic(TopicArn)
      const Statement = statementsOf(topic.policy).filter(({ Sid }) => Sid !== Label)
      topic.policy = accessPolicy({ ...topic.policy.document, Statement })
    },
  }
}

/** SNS writes a list with one element as the element alone. */
function oneOrList(all: readonly string[]): string | readonly string[] {
  return all.length === 1 ? (all[0] as string) : all
}
