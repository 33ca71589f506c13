import type { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** A range of whole numbers, inclusive. */
export interface WholeNumbers {
  readonly least: number
  readonly most: number
  readonly remedy: string
}

/**
 * @param setting the setting's name in a sentence: `Its batch size`
 * @throws RefusedError for a fraction, NaN, or a number outside the range
 */
export function refuseUnlessWhole(
  construct: Construct,
  setting: string,
  value: number,
  { least, most, remedy }: WholeNumbers,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  refuse(construct, `${setting} is ${value}.`, remedy)
}

/**
 * The seconds of a duration that must be whole seconds. The CDK refuses fractions, too, but without naming the setting.
 *
 * @param setting the setting's name in a sentence: `Its delivery delay`
 * @throws RefusedError
 */
export function wholeSeconds(construct: Construct, setting: string, duration: Duration): number {
  const seconds = duration.toSeconds({ integral: false })
  if (Number.isInteger(seconds)) return seconds
  return refuse(construct, `${setting} is ${seconds} s.`, 'Use whole seconds.')
}
