import { checkInput } from '../../api/check-input.ts'
import type { Structure } from '../../api/input-shape.ts'
import { AwsError } from '../../aws-error.ts'
import { invalidRequest } from './errors.ts'

/**
 * Validates a request before its action runs.
 *
 * @throws AwsError `InvalidRequestException` instead of the `ValidationException` of other services
 */
export function checkRequest(operation: string, input: unknown, shape: Structure): void {
  try {
    checkInput(operation, input, shape)
  } catch (cause) {
    if (!(cause instanceof AwsError) || cause.code !== 'ValidationException') throw cause
    throw invalidRequest(cause.message)
  }
}
