import { AwsError } from '../../aws-error.ts'
import type { ServiceCaller } from '../../identity/caller.ts'

/** What Lambda says of a parameter's value that it does not take. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { members: { Type: 'User' } })
}

/** The same, of a value that Lambda would take. */
export function notSimulated(what: string): AwsError {
  return invalid(`The local AWS does not simulate ${what}.`)
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { statusCode: 404, members: { Type: 'User' } })
}

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`)
}

/** An AWS service that the function's policy does not let invoke it. */
export function accessDenied({ service, sourceArn }: ServiceCaller, functionArn: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `${service} for ${sourceArn} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}. ` +
      'Add a permission for that principal and that source ARN.',
    { statusCode: 403, members: { Type: 'User' } },
  )
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, { statusCode: 409, members: { Type: 'User' } })
}
