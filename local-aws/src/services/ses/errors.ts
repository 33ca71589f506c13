import { AwsError } from '../../aws-error.ts'

export const badRequest = (message: string) => new AwsError('BadRequestException', message)

export const notFound = (message: string) => new AwsError('NotFoundException', message, { statusCode: 404 })

export const alreadyExists = (message: string) => new AwsError('AlreadyExistsException', message)

/** A feature of SES that the local AWS does not simulate. */
export const notSimulated = (what: string) => badRequest(`The local AWS does not simulate ${what}.`)

export const notVerified = (address: string, region: string) =>
  new AwsError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${address}`,
  )

export const sendingPaused = (configurationSet: string) =>
  new AwsError('SendingPausedException', `Sending is paused for configuration set ${configurationSet}`)

export const tooManyRequests = (message: string) =>
  new AwsError('TooManyRequestsException', message, { statusCode: 429 })

export const tenantPaused = (tenant: string) =>
  new AwsError('SendingPausedException', `Sending is paused for tenant ${tenant}`)

export const notAssociated = (arns: readonly string[]) =>
  new AwsError('AccessDeniedException', `Tenant not associated with resources [${arns.join(', ')}].`, {
    statusCode: 403,
  })

export const associated = (arn: string) =>
  badRequest(
    `Cannot delete <${arn}> because it has tenant associations. Remove all tenant associations and try again.`,
  )
