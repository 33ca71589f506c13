import { Stack } from 'aws-cdk-lib'
import type { Construct, IConstruct } from 'constructs'
import { refuse } from '../constructs/refusal.ts'

/** What a service takes as a name. */
export interface NameRules {
  /** Who refuses, as a sentence says it: `DynamoDB takes`. */
  readonly takes: string
  /** Whether names may have dots. */
  readonly dots: boolean
  /** How many characters at most. */
  readonly maximumLength: number
  /** What the service demands at the end. @default - nothing */
  readonly suffix?: string
}

/**
 * `<stack>-<construct>`: a name that is known before the resource is made.
 *
 * @param hasName whether a resource of the stack has the name already: `A/B-C` and `A-B/C` are two constructs and one
 *   name, which AWS would give to the first only
 * @throws RefusedError for one that the service refuses, and for one that is taken
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
      `Its name ${name} holds ${JSON.stringify(refused)}: ${takes} a to z, A to Z, 0 to 9, - ${dots ? '_ and the dot' : 'and _'}.`,
      'Rename the id that holds it.',
    )
  }
  if (name.length > maximumLength) {
    refuse(
      construct,
      `Its name ${name} has ${name.length} characters.`,
      `Shorten the ids to ${maximumLength} in all.`,
    )
  }
  const other = stack.node.findAll().find(each => hasName(each, name))
  if (other !== undefined) {
    refuse(construct, `Its name ${name} is taken by ${other.node.path}.`, 'Rename one of the ids.')
  }
  return name
}
