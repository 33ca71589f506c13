import { AwsError } from '../../aws-error.ts'

export const invalidInput = (message: string) => new AwsError('InvalidInputException', message)

export const alreadyExists = (message: string) => new AwsError('AlreadyExistsException', message)

export const entityNotFound = (message: string) => new AwsError('EntityNotFoundException', message)

export const databaseNotFound = (name: string) => entityNotFound(`Database ${name} not found.`)

/** The words of GetTable; other actions name the table. */
export const tableNotFound = () => entityNotFound('Entity Not Found')
