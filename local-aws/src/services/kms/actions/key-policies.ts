import type { GetKeyPolicyRequest, ListKeyPoliciesRequest, PutKeyPolicyRequest } from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { malformedPolicy, validation } from '../errors.ts'
import { customerKey, keyReference } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'

/** "the only valid policy name is default" (ListKeyPolicies). */
const ONLY_POLICY_NAME = 'default'

/** The actions on key policies, which are stored unchanged. */
export function keyPolicyActions(ring: KeyRing): Actions {
  return {
    GetKeyPolicy(input: GetKeyPolicyRequest) {
      checkPolicyName(input.PolicyName)
      return { Policy: ring.findById(keyReference(input)).policy, PolicyName: ONLY_POLICY_NAME }
    },

    PutKeyPolicy(input: PutKeyPolicyRequest) {
      checkPolicyName(input.PolicyName)
      checkPolicyDocument(input.Policy)
      customerKey(ring, input).policy = input.Policy
    },

    ListKeyPolicies(input: ListKeyPoliciesRequest) {
      ring.findById(keyReference(input))
      return { PolicyNames: [ONLY_POLICY_NAME], Truncated: false }
    },
  }
}

/** @throws AwsError `MalformedPolicyDocumentException` */
export function checkPolicyDocument(text: string | undefined): asserts text is string {
  if (typeof text === 'string' && isPolicy(text)) return
  throw malformedPolicy(text)
}

function isPolicy(text: string): boolean {
  try {
    const document: unknown = JSON.parse(text)
    return typeof document === 'object' && document !== null && 'Statement' in document
  } catch {
    return false
  }
}

function checkPolicyName(name: string | undefined): void {
  if (name === undefined || name === ONLY_POLICY_NAME) return
  throw validation(`PolicyName must be "${ONLY_POLICY_NAME}", not ${JSON.stringify(name)}.`)
}
