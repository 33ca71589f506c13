import type { Actions } from '../../../api/service-api.ts'
import type { Consumers } from '../consumers.ts'
import { resourceNotFound } from '../errors.ts'
import { setPolicy } from '../resource-policies.ts'

/** Put, get and delete the policy of a stream or consumer. */
export function policyActions(consumers: Consumers): Actions {
  return {
    PutResourcePolicy({ ResourceARN, Policy }: { ResourceARN: string; Policy: string }): void {
      setPolicy(consumers.resource(ResourceARN), Policy)
    },

    // Recording test_resource_policy_crud (01-08-2025): an empty object if there is none.
    GetResourcePolicy: ({ ResourceARN }: { ResourceARN: string }) => ({
      Policy: consumers.resource(ResourceARN).policy?.document ?? '{}',
    }),

    // The test of that recording: fails if there is none.
    DeleteResourcePolicy({ ResourceARN }: { ResourceARN: string }): void {
      const resource = consumers.resource(ResourceARN)
      if (resource.policy === undefined) throw resourceNotFound(`${ResourceARN} has no resource policy.`)
      resource.policy = undefined
    },
  }
}
