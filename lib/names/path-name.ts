import { Stack } from 'aws-cdk-lib'
import type { Construct, IConstruct } from 'constructs'
import { refuse } from '../constructs/refusal.ts'

/** A service's rules for names. */
export interface NameRules {
  /** The service, at the start of a sentence: `DynamoDB takes`. */
  readonly takes: string
  /** Whether names may have dots. */
  readonly dots: boolean
  /** The maximum length in characters. */
  readonly maximumLength: number
  /** The required suffix. @default - none */
  readonly suffix?: string
}

/**
 * `<stack>-<construct>`: a name that is known before the resource exists.
 *
 * @param hasName whether a resource of the stack already has the name: the constructs `A/B-C` and `A-B/C` have the same
 *   name, which AWS would give only to the first
 * @throws RefusedError for a name that the service refuses, or that is taken
 */
export function pathName(
  construct: Construct,
  { takes, dots, maximumLength, suffix = '' }: NameRules,
  hasName: (resource: IConstruct, name: string) => boolean,
): string {
  const stack = Stack.of(construct)
  const below = construct.node.path.slice(stack.node.path.length + 1).split('/')
  const bare = [stack.stackName, ...below].join('-')
  const name = `${bare}${suffix}`
  const [refused] = bare.match(dots ? /[^A-Za-z0-9_.-]/ : /[^A-Za-z0-9_-]/) ?? []
  if (refused !== undefined) {
    refuse(
      construct,
      `Its name ${name} contains ${JSON.stringify(refused)}: ${takes} a to z, A to Z, 0 to 9, - ${dots ? '_ and the dot' : 'and _'}.`,
      'Rename the id that contains it.',
    )
  }
  if (name.length > maximumLength) {
    refuse(
      construct,
      `Its name ${name} has ${name.length} characters.`,
      `Shorten the ids to ${maximumLength} in total.`,
    )
  }
  const other = stack.node.findAll().find(each => hasName(each, name))
  if (other !== undefined) {
    refuse(construct, `Its name ${name} is taken by ${other.node.path}.`, 'Rename one of the ids.')
  }
  return name
}
