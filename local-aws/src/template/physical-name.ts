import type { Random } from '../random.ts'

const RANDOM_LENGTH = 12

/**
 * `<stack>-<logical id>-<random>`: the name that CloudFormation gives a resource without a name in the template. If it
 * exceeds `maxLength`, the longer one of stack and logical id is truncated first.
 */
export function physicalName(
  stackName: string,
  logicalId: string,
  maxLength: number,
  random: Random,
): string {
  const room = maxLength - RANDOM_LENGTH - 2
  const half = Math.floor(room / 2)
  const stack = stackName.slice(0, Math.max(half, room - logicalId.length))
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${random.letters(RANDOM_LENGTH)}`
}
