import { AwsError } from '../../aws-error.ts'

/** A parameter value that Lambda does not accept. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { members: { Type: 'User' } })
}

/** A parameter value that Lambda accepts, but the local AWS does not simulate. */
export function notSimulated(what: string): AwsError {
  return invalid(`The local AWS does not simulate ${what}.`)
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { statusCode: 404, members: { Type: 'User' } })
}

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`)
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, { statusCode: 409, members: { Type: 'User' } })
}

/** The revision that a request gives is not the current one: somebody has changed the function meanwhile. */
export function outdatedRevision(): AwsError {
  return new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the ' +
      'latest Revision Id',
    { statusCode: 412, members: { Type: 'User' } },
  )
}
