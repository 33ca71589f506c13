import { AwsError } from '../../aws-error.ts'

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

export function invalidDashboard(name: string): AwsError {
  return new AwsError('DashboardInvalidInputError', `The body of the dashboard ${name} is not valid JSON.`, {
    queryCode: 'InvalidParameterInput',
  })
}

export function dashboardNotFound(name: string): AwsError {
  return new AwsError('DashboardNotFoundError', `Dashboard ${name} does not exist.`, {
    statusCode: 404,
    queryCode: 'ResourceNotFound',
  })
}
