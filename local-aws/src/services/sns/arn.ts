import { invalidParameter } from './errors.ts'

/** @throws AwsError `InvalidParameter` if `arn` is not an ARN of this region */
export function checkArn(arn: string | undefined, parameter: string, region: string): asserts arn is string {
  if (arn === undefined) throw invalidParameter(`${parameter} Reason: no value for required parameter`)
  const elements = arn.split(':')
  if (elements.length < 6) {
    throw invalidParameter(
      `${parameter} Reason: An ARN must have at least 6 elements, not ${elements.length}`,
    )
  }
  if (elements[3] !== region) throw invalidParameter(parameter)
}
