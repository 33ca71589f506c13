import type { Policy } from '../../identity/policies/policy.ts'
import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import { malformedPolicy } from './errors.ts'

/** A key policy, as it was given and as it decides. */
export interface KeyPolicy {
  /** The original JSON text. */
  readonly text: string
  readonly compiled: Policy
}

/** @throws AwsError `MalformedPolicyDocumentException` */
export function keyPolicy(text: string, keyArn: string): KeyPolicy {
  return { text, compiled: storedPolicy(text, { name: keyArn, kind: 'resource' }, malformedPolicy) }
}

/** "Default key policy" of the KMS guide, for keys that the API creates: identity policies decide. */
export function defaultPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: root(accountId) },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  })
}

/**
 * The policy of an AWS managed key, which nobody can change: every principal of the account may use it through its
 * service, and may only look at it directly. It names no AWS service.
 *
 * @param service the service in the alias `alias/aws/<service>`
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
 */
export function managedKeyPolicy(service: string, { id, region }: { id: string; region: string }): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': id,
            'kms:ViaService': `${service}.${region}.amazonaws.com`,
          },
        },
      },
      {
        Sid: 'Allow direct access to key metadata to the account',
        Effect: 'Allow',
        Principal: { AWS: root(id) },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
        Resource: '*',
      },
    ],
  })
}

function root(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`
}
