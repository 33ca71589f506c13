import { AwsError } from '../../aws-error.ts'

/** What DynamoDB would take and this one does not. */
export function notSimulated(what: string): AwsError {
  return new AwsError('ValidationException', `The local AWS does not simulate ${what}.`)
}

/** A parameter that dynalite would pass over in silence. */
export function parameterNotSimulated(operation: string, parameter: string): AwsError {
  return notSimulated(`the parameter ${JSON.stringify(parameter)} of ${operation}`)
}
