import { AwsError } from '../../aws-error.ts'

export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message)

export const invalidToken = () => invalidParameter('The specified nextToken is invalid.')

/** @param what `log group`, `log stream`, … */
export const notFound = (what: string) =>
  new AwsError('ResourceNotFoundException', `The specified ${what} does not exist.`)

/** @param what `log group` or `log stream` */
export const alreadyExists = (what: string) =>
  new AwsError('ResourceAlreadyExistsException', `The specified ${what} already exists`)

export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message)

/** What CloudWatch Logs offers and this AWS does not. */
export const notSimulated = (what: string) => invalidParameter(`The local AWS does not simulate ${what}.`)
