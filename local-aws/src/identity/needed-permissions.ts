import type { Account } from '../account.ts'
import { iamActions } from './iam-actions.ts'
import type { Permission } from './permission.ts'
import { requestResources } from './request-resources.ts'

/** A request to an AWS API, before anything of it is checked. */
export interface ApiRequest {
  /** As it is signed for: `sqs`, `monitoring`. */
  service: string
  /** As the API reference calls it: `SendMessageBatch`. */
  operation: string
  /** Its members by name. */
  input: unknown
}

/** What whoever sends a request must be permitted. */
export function neededPermissions(account: Account, { service, operation, input }: ApiRequest): Permission[] {
  const resources = requestResources(account, service, input)
  return iamActions(service, operation).flatMap(action => resources.map(resource => ({ action, resource })))
}
