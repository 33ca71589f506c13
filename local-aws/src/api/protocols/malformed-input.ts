import { AwsError } from '../../aws-error.ts'

/** A request that cannot be read as its protocol and the service's model say. */
export function malformedInput(message: string): AwsError {
  return new AwsError('SerializationException', message, { queryCode: 'MalformedInput' })
}
