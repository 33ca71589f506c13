import type { Actions } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import type { Dynalite } from '../dynalite.ts'

const OPERATIONS = ['TagResource', 'UntagResource', 'ListTagsOfResource'] as const
/** The ARN of a table has six parts. */
const MOST_PARTS = 7

/**
 * The operations on tags, with ARNs of few parts: dynalite matches an ARN by a regular expression that takes time by
 * the sixth power of the number of colons.
 */
export function tagActions(dynalite: Dynalite): Actions {
  const actions = OPERATIONS.map(operation => [
    operation,
    (input: { ResourceArn?: string }) => {
      checkParts(input.ResourceArn ?? '')
      return dynalite.run(operation, input)
    },
  ])
  return Object.fromEntries(actions)
}

function checkParts(arn: string): void {
  if (arn.split(':', MOST_PARTS + 1).length <= MOST_PARTS) return
  throw new AwsError(
    'ValidationException',
    `Invalid TableArn: Invalid ResourceArn provided as input ${arn.slice(0, 1000)}`,
  )
}
