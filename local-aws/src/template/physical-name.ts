import type { Random } from '../random.ts'

const RANDOM_LENGTH = 12

/**
 * `<stack>-<logical id>-<random>`: what CloudFormation names a resource that the template gives no name.
 * Where that is longer than `maxLength`, the longer of stack and logical id is cut first.
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
