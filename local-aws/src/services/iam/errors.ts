import { AwsError } from '../../aws-error.ts'

export function entityAlreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, { statusCode: 409 })
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, { statusCode: 404 })
}

export function noSuchPolicy(name: string): AwsError {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`)
}

export function noSuchManagedPolicy(arn: string): AwsError {
  return noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, { statusCode: 409 })
}

export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', message)
}

export function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message)
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}
