import { Template } from 'aws-cdk-lib/assertions'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DomainTable, type ItemAction } from '../../../lib/constructs/domain-table.ts'
import { domain, resources, type Statement, snapshotOf, statementsOf } from '../fixture.ts'

test('with the least that it is told', () => {
  const stack = domain()
  new DomainTable(stack, 'Purchases', { domain: stack, key: 'purchaseId' })
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with everything that it can be told', () => {
  const stack = domain()
  new DomainTable(stack, 'Requests', {
    domain: stack,
    key: 'customerId',
    sortKey: 'requestKey',
    expiry: 'expiresAt',
  })
  expect(snapshotOf(stack)).toMatchSnapshot()
})

function granted(...actions: ItemAction[]): Statement[] {
  const stack = domain()
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  new DomainTable(stack, 'Purchases', { domain: stack, key: 'purchaseId' }).grant(role, ...actions)
  return Object.values(resources(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(statementsOf)
}

const throughDynamoDb = {
  StringEquals: {
    'kms:ViaService': {
      'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
    },
  },
}

test.each(['GetItem', 'Query'] as const)(
  '%s may read that table, and use the key through DynamoDB to decrypt',
  action => {
    expect(granted(action)).toEqual([
      {
        Effect: 'Allow',
        Action: `dynamodb:${action}`,
        Resource: { 'Fn::GetAtt': ['PurchasesTable', 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Resource: { 'Fn::GetAtt': ['Key', 'Arn'] },
        Condition: throughDynamoDb,
      },
    ])
  },
)

test('a writer may encrypt, too', () => {
  expect(granted('UpdateItem')).toEqual([
    expect.objectContaining({ Action: 'dynamodb:UpdateItem' }),
    expect.objectContaining({
      Action: expect.arrayContaining(['kms:Encrypt', 'kms:GenerateDataKey']),
      Condition: throughDynamoDb,
    }),
  ])
})
