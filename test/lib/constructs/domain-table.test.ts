import { Template } from 'aws-cdk-lib/assertions'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DomainTable, type ItemAction } from '../../../lib/constructs/domain-table.ts'
import { domain, resources, snapshotOf } from '../fixture.ts'
import { type Statement, statementsOf } from '../resource.ts'

test('with minimal props', () => {
  const stack = domain()
  new DomainTable(stack, 'Purchases', { domain: stack, key: 'purchaseId', withoutExpiry: 'A test.' })
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test('with all props', () => {
  const stack = domain()
  new DomainTable(stack, 'Requests', {
    domain: stack,
    key: 'customerId',
    sortKey: 'requestKey',
    expiry: 'expiresAt',
    restorableDays: 1,
    indexes: [
      { name: 'by-minute', key: 'minute', sortKey: 'requestKey' },
      { name: 'by-request', key: 'requestKey' },
    ],
  })
  expect(snapshotOf(stack)).toMatchSnapshot()
})

test.each([0, 36, 1.5])('one that could be restored for %d days is refused', restorableDays => {
  const stack = domain()
  const props = { domain: stack, key: 'id', expiry: 'expiresAt', restorableDays }
  expect(() => new DomainTable(stack, 'Purchases', props)).toThrow(
    `It can be restored for ${restorableDays} days. Use a whole number from 1 to 35.`,
  )
})

function granted(...actions: ItemAction[]): Statement[] {
  return statementsAfter((table, role) => table.grant(role, ...actions))
}

function statementsAfter(grant: (table: DomainTable, role: Role) => void): Statement[] {
  const stack = domain()
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  const indexes = [{ name: 'by-customer', key: 'customerId' }]
  grant(
    new DomainTable(stack, 'Purchases', {
      domain: stack,
      key: 'purchaseId',
      indexes,
      withoutExpiry: 'A test.',
    }),
    role,
  )
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

test('a function that may query an index may not query the table', () => {
  expect(statementsAfter((table, role) => table.grantQuery(role, 'by-customer'))).toEqual([
    {
      Effect: 'Allow',
      Action: 'dynamodb:Query',
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['PurchasesTable', 'Arn'] }, '/index/by-customer']] },
    },
    expect.objectContaining({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Condition: throughDynamoDb }),
  ])
})

test('an index that the table does not have is refused', () => {
  expect(() => statementsAfter((table, role) => table.grantQuery(role, 'by-minute'))).toThrow(
    'Messaging-dev-Shop/Purchases: It has no index "by-minute". Its indexes are: by-customer.',
  )
})
