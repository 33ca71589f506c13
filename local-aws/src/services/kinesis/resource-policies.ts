import type { Policy } from '../../identity/policies/policy.ts'
import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import { invalidArgument } from './errors.ts'

/** A policy in force. */
export interface ResourcePolicy {
  /** The original JSON text. */
  readonly document: string
  readonly compiled: Policy
}

/** A stream or a consumer, which `PutResourcePolicy` can attach a policy to. */
export interface PolicyHolder {
  readonly arn: string
  policy: ResourcePolicy | undefined
}

/**
 * Replaces the policy of a stream or consumer.
 *
 * @throws AwsError `InvalidArgumentException` for an invalid policy document
 */
export function setPolicy(holder: PolicyHolder, document: string): void {
  const compiled = storedPolicy(document, { name: holder.arn, kind: 'resource' }, invalidArgument)
  holder.policy = { document, compiled }
}
