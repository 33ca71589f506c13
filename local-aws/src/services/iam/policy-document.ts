import type { Policy } from '../../identity/policies/policy.ts'
import { storedPolicy } from '../../identity/policies/stored-policy.ts'
import { malformed } from './errors.ts'

export type PolicyDocument = Readonly<Record<string, unknown>>

/** A policy of a role: as somebody wrote it, and compiled. */
export interface RolePolicy {
  readonly document: PolicyDocument
  readonly compiled: Policy
}

/**
 * The document of a policy, from its JSON text.
 *
 * @throws AwsError `MalformedPolicyDocument`
 */
export function policyDocument(text = ''): PolicyDocument {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('This policy contains invalid Json')
  }
}

/**
 * A policy that can be attached to a role.
 *
 * @param name the name of an inline policy, or the ARN of a managed one
 * @throws AwsError `MalformedPolicyDocument` with what is wrong with it
 */
export function rolePolicy(name: string, document: PolicyDocument): RolePolicy {
  return {
    document,
    compiled: storedPolicy(document, { name, kind: 'identity' }, malformed),
  }
}

/**
 * Compiles the policy that says who may assume a role.
 *
 * @throws AwsError `MalformedPolicyDocument`
 */
export function trustPolicy(roleName: string, document: PolicyDocument): Policy {
  return storedPolicy(document, { name: roleName, kind: 'trust' }, malformed)
}

/** "Policies returned by this operation are URL-encoded compliant with RFC 3986." (API reference, GetRole) */
export function encodePolicy(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document))
}
