import { type FindResources, KNOWN_LATER, text } from './find-resources.ts'

/**
 * Identities, configuration sets and tenants. Only SES knows which identity verifies the sender of a mail, and the id in
 * the ARN of a tenant.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
export const sesResources: FindResources = (input, account, operation) => {
  if (BY_NAME.includes(operation)) return KNOWN_LATER
  const { ConfigurationSetName, EmailIdentity, ReputationEntityReference, ResourceArn } = input
  const identity = text(EmailIdentity)
  const configurationSet = text(ConfigurationSetName)
  return [
    (identity && account.arn('ses', `identity/${identity}`)) ??
      (configurationSet && account.arn('ses', `configuration-set/${configurationSet}`)) ??
      text(ReputationEntityReference) ??
      text(ResourceArn),
  ]
}

const BY_NAME = [
  'CreateTenantResourceAssociation',
  'DeleteTenant',
  'DeleteTenantResourceAssociation',
  'GetTenant',
  'ListTenantResources',
  'SendEmail',
]
