import type { GetKeyPolicyRequest, ListKeyPoliciesRequest, PutKeyPolicyRequest } from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { storedPolicy } from '../../../identity/policies/stored-policy.ts'
import { malformedPolicy, validation } from '../errors.ts'
import { customerKey, keyReference } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'

/** "the only valid policy name is default" (ListKeyPolicies). */
const ONLY_POLICY_NAME = 'default'

/** The actions on key policies, which are checked and stored unchanged. */
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

/**
 * Checks a key policy; nobody is refused by it yet.
 *
 * @throws AwsError `MalformedPolicyDocumentException`
 */
export function checkPolicyDocument(text = ''): asserts text is string {
  storedPolicy(text, { name: ONLY_POLICY_NAME, kind: 'resource', enforced: 'none' }, malformedPolicy)
}

function checkPolicyName(name: string | undefined): void {
  if (name === undefined || name === ONLY_POLICY_NAME) return
  throw validation(`PolicyName must be "${ONLY_POLICY_NAME}", not ${JSON.stringify(name)}.`)
}
