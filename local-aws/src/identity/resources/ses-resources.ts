import { type FindResources, KNOWN_LATER, text } from './find-resources.ts'

/**
 * Identities and configuration sets. Only SES knows which identity verifies the sender of a mail.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
export const sesResources: FindResources = (input, account, operation) => {
  if (operation === 'SendEmail') return KNOWN_LATER
  const { ConfigurationSetName, EmailIdentity, ResourceArn } = input
  const identity = text(EmailIdentity)
  const configurationSet = text(ConfigurationSetName)
  return [
    (identity && account.arn('ses', `identity/${identity}`)) ??
      (configurationSet && account.arn('ses', `configuration-set/${configurationSet}`)) ??
      text(ResourceArn),
  ]
}
