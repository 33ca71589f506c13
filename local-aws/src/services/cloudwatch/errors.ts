import { AwsError } from '../../aws-error.ts'
import type { ValidationMessage } from './dashboard-body.ts'

/** A parameter has a value that it must not have, or that is not simulated. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' })
}

/** A request, or an expression in it, that the service cannot make sense of. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', message, { queryCode: 'ValidationError' })
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`, {
    queryCode: 'MissingParameter',
  })
}

export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextToken', 'The next token specified is invalid.')
}

export function invalidParameterCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message, {
    queryCode: 'InvalidParameterCombination',
  })
}

export function alarmNotFound(name: string): AwsError {
  return new AwsError('ResourceNotFound', `The alarm ${name} does not exist.`, { statusCode: 404 })
}

export function resourceNotFound(arn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `There is no alarm or dashboard ${arn}.`, {
    statusCode: 404,
  })
}

export function invalidDashboard(faults: readonly ValidationMessage[]): AwsError {
  const list = faults.map(({ DataPath, Message }) => ({ dataPath: DataPath, message: Message }))
  const count = faults.length === 1 ? 'is 1 validation error' : `are ${faults.length} validation errors`
  const message = `The dashboard body is invalid, there ${count}:\n${JSON.stringify(list, null, 2)}`
  return new AwsError('DashboardInvalidInputError', message, {
    queryCode: 'InvalidParameterInput',
    members: { dashboardValidationMessages: faults },
  })
}

export function dashboardNotFound(name: string): AwsError {
  return new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist.`, {
    statusCode: 404,
    queryCode: 'ResourceNotFound',
  })
}
