import { AwsError } from '../../aws-error.ts'

export const invalidRequest = (message: string) => new AwsError('InvalidRequestException', message)
