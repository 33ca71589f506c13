import { AwsError } from '../../aws-error.ts'

/** A feature of DynamoDB that the local AWS does not simulate. */
export function notSimulated(what: string): AwsError {
  return new AwsError('ValidationException', `The local AWS does not simulate ${what}.`)
}

/** A parameter that dynalite would silently ignore. */
export function parameterNotSimulated(operation: string, parameter: string): AwsError {
  return notSimulated(`the parameter ${JSON.stringify(parameter)} of ${operation}`)
}

export function protectedAgainstDeletion(): AwsError {
  return new AwsError(
    'ValidationException',
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  )
}
