import { AwsError } from '../../aws-error.ts'

/** A custom resource could not be made or deleted; the loader adds stack and logical id. */
export class CustomResourceError extends Error {
  override readonly name = 'CustomResourceError'
  /** What its provider made all the same, if it said so. */
  readonly physicalId: string | undefined

  constructor(message: string, physicalId?: string) {
    super(message)
    this.physicalId = physicalId
  }
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message)
}

/** A feature of CloudFormation that the local AWS does not simulate. */
export function notSimulated(what: string): AwsError {
  return validationError(`The local AWS does not simulate ${what}.`)
}
