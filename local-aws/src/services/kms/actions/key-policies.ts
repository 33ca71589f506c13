import type { GetKeyPolicyRequest, ListKeyPoliciesRequest, PutKeyPolicyRequest } from '@aws-sdk/client-kms'
import type { Actions } from '../../../api/service-api.ts'
import { validation } from '../errors.ts'
import { keyById } from '../key-reference.ts'
import type { KeyRing } from '../key-ring.ts'

/** "the only valid policy name is default" (ListKeyPolicies). */
const ONLY_POLICY_NAME = 'default'

/** The actions on key policies. */
export function keyPolicyActions(ring: KeyRing): Actions {
  return {
    GetKeyPolicy(input: GetKeyPolicyRequest) {
      checkPolicyName(input.PolicyName)
      return { Policy: keyById(ring, input).policy.text, PolicyName: ONLY_POLICY_NAME }
    },

    PutKeyPolicy(input: PutKeyPolicyRequest) {
      checkPolicyName(input.PolicyName)
      keyById(ring, input).setPolicy(input.Policy ?? '')
    },

    ListKeyPolicies(input: ListKeyPoliciesRequest) {
      keyById(ring, input)
      return { PolicyNames: [ONLY_POLICY_NAME], Truncated: false }
    },
  }
}

function checkPolicyName(name: string | undefined): void {
  if (name === undefined || name === ONLY_POLICY_NAME) return
  throw validation(`PolicyName must be "${ONLY_POLICY_NAME}", not ${JSON.stringify(name)}.`)
}
