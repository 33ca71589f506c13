import type { Account } from '../../account.ts'
import { type FindResources, text } from './find-resources.ts'

/**
 * The tables of a batch, a table, or one of its indexes.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const dynamoDbResources: FindResources = (input, account) => {
  const { TableName, IndexName, RequestItems, ResourceArn } = input
  if (typeof RequestItems === 'object') {
    return Object.keys(RequestItems ?? {}).map(name => tableArn(name, account))
  }
  const table = text(TableName)
  if (table === undefined) return [text(ResourceArn)]
  const index = text(IndexName)
  return [`${tableArn(table, account)}${index === undefined ? '' : `/index/${index}`}`]
}

function tableArn(table: string, account: Account): string {
  return table.startsWith('arn:') ? table : account.arn('dynamodb', `table/${table}`)
}
