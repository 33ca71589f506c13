import { invalid } from './errors.ts'

/**
 * Checks a whole number against its documented range; in templates, it may be text.
 *
 * @throws AwsError `InvalidParameterValueException`
 */
export function integer(name: string, value: number | string, least: number, most: number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw invalid(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`)
}

/** @throws AwsError `InvalidParameterValueException` */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find(each => each === value)
  if (found) return found
  throw invalid(`${name} must be one of ${allowed.join(', ')}, not ${JSON.stringify(value)}.`)
}
