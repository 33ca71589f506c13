import { Stack } from 'aws-cdk-lib'
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { pathName } from './path-name.ts'
import { refuse } from './refusal.ts'

/** "a-z, A-Z, 0-9, _ (underscore), - (hyphen), . (dot)", "between 3 and 255 characters" (DynamoDB, Naming rules). */
const MAXIMUM_LENGTH = 255
const REFUSED = /[^A-Za-z0-9_.-]/

/**
 * The name of a table: `<stack>-<construct>`.
 *
 * @throws RefusedError for one that DynamoDB refuses, and for one that another table of the stack has
 */
export function tableName(construct: Construct): string {
  const name = pathName(construct)
  const [refused] = name.match(REFUSED) ?? []
  if (refused !== undefined) {
    refuse(
      construct,
      `Its name ${name} holds ${JSON.stringify(refused)}: DynamoDB takes a to z, A to Z, 0 to 9, - _ and the dot.`,
      'Rename the id that holds it.',
    )
  }
  if (name.length > MAXIMUM_LENGTH) {
    refuse(
      construct,
      `Its name ${name} has ${name.length} characters.`,
      `Shorten the ids to ${MAXIMUM_LENGTH} in all.`,
    )
  }
  const other = Stack.of(construct)
    .node.findAll()
    .find(each => each instanceof CfnGlobalTable && each.tableName === name)
  if (other !== undefined) {
    refuse(construct, `Its name ${name} is taken by ${other.node.path}.`, 'Rename one of the ids.')
  }
  return name
}
