import type { PolicyStatement } from '../../identity/resource-policy.ts'

/**
 * A topic's policy. It controls what other services may publish; every principal of the account is allowed everything.
 */
export interface AccessPolicy {
  Version?: string
  Id?: string
  Statement: readonly PolicyStatement[]
}

/** "By default, only the topic owner can publish or subscribe to the topic." */
export function defaultAccessPolicy(topicArn: string, owner: string): AccessPolicy {
  return {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': owner } },
      },
    ],
  }
}
