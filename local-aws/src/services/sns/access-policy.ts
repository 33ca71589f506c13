import type { Policy } from '../../identity/policies/policy.ts'
import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import { invalidParameter, type Refuse } from './errors.ts'

/** A statement of a topic's policy, of which its API needs only the label. */
export interface PolicyStatement {
  readonly Sid?: string
}

/**
 * A topic's policy. It controls what other services may publish; every principal of the account is allowed everything.
 */
export interface PolicyDocument {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: PolicyStatement | readonly PolicyStatement[]
}

/** A topic's policy: as somebody wrote it, and compiled. */
export interface AccessPolicy {
  readonly document: PolicyDocument
  readonly compiled: Policy
}

/**
 * @param given JSON, or the document in a template
 * @throws AwsError what `refuse` returns: `InvalidParameter`
 */
export function accessPolicy(given: string | object, refuse: Refuse = invalidParameter): AccessPolicy {
  const compiled = storedPolicy(given, { name: 'Policy', kind: 'resource' }, reason =>
    refuse(`Policy: ${reason}`),
  )
  return { document: typeof given === 'string' ? JSON.parse(given) : given, compiled }
}

/** The statements of a policy, whether it has a list of them or one alone. */
export function statementsOf({ document: { Statement } }: AccessPolicy): PolicyStatement[] {
  return [Statement].flat()
}

/** "By default, only the topic owner can publish or subscribe to the topic." */
export function defaultAccessPolicy(topicArn: string, owner: string): AccessPolicy {
  return accessPolicy({
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
  })
}
