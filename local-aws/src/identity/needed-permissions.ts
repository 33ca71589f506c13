import type { Account } from '../account.ts'
import { iamActions } from './iam-actions.ts'
import type { Permission } from './permission.ts'
import { requestResources } from './request-resources.ts'

/** A request to an AWS API, before it is checked. */
export interface ApiRequest {
  /** The signing name, such as `sqs` or `monitoring`. */
  service: string
  /** The name in the API reference, such as `SendMessageBatch`. */
  operation: string
  /** Its members by name. */
  input: unknown
}

/** The permissions that the caller of a request needs. */
export function neededPermissions(account: Account, { service, operation, input }: ApiRequest): Permission[] {
  const resources = requestResources(account, service, input)
  return iamActions(service, operation).flatMap(action => resources.map(resource => ({ action, resource })))
}
