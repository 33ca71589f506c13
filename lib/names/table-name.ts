import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { type NameRules, pathName } from './path-name.ts'

/** "a-z, A-Z, 0-9, _ (underscore), - (hyphen), . (dot)", "between 3 and 255 characters" (DynamoDB, Naming rules). */
const RULES: NameRules = { takes: 'DynamoDB takes', dots: true, maximumLength: 255 }

/**
 * The name of a table: `<stack>-<construct>`.
 *
 * @throws RefusedError for a name that DynamoDB refuses, or that another table of the stack has
 */
export function tableName(construct: Construct): string {
  return pathName(construct, RULES, (each, name) => each instanceof CfnGlobalTable && each.tableName === name)
}
