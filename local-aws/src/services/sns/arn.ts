import { invalidParameter } from './errors.ts'

/** @throws AwsError `InvalidParameter` if `arn` is not an ARN of this region */
export function checkArn(arn: string, parameter: string, region: string): void {
  const elements = arn.split(':')
  if (elements.length < 6) {
    throw invalidParameter(
      `${parameter} Reason: An ARN must have at least 6 elements, not ${elements.length}`,
    )
  }
  if (elements[3] !== region) throw invalidParameter(parameter)
}
