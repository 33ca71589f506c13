import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { find, named } from '../unanswered.ts'
import type { NamedType } from './named-type.ts'
import { present } from './present.ts'

const table: Omit<NamedType, 'type'> = {
  property: 'TableName',
  noun: 'table',
  taken: ({ settings }, names) => {
    const client = new DynamoDBClient(settings)
    return present(names, TableName =>
      find(
        'dynamodb:DescribeTable',
        () => client.send(new DescribeTableCommand({ TableName })),
        named('ResourceNotFoundException'),
      ),
    )
  },
  deletion: ({ region }, name) => `aws dynamodb delete-table --table-name ${name} --region ${region}`,
}

/** Two types for the same resource: a global table can have only one replica. */
export const tables: readonly NamedType[] = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].map(
  type => ({
    ...table,
    type,
  }),
)
