import { AwsError } from '../../aws-error.ts'

/** A custom resource could not be made; the loader adds stack and logical id. */
export class CustomResourceError extends Error {
  override readonly name = 'CustomResourceError'
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}
