import { type Located, type Statement, statementsOf } from '../resource.ts'
import { everything, functionOf, grantsOf, ofType, target } from '../stage.ts'

/** What a file that takes over ffmpeg could do: ffmpeg can read the credentials of the function that starts it. */
const { stack, Properties } = functionOf('video-encoder')
const roleId = target(Properties.Role)

function isOfEncoder(policy: Located): boolean {
  return policy.stack === stack && (policy.Properties.Roles as unknown[]).map(target).includes(roleId)
}

const policies = ofType('AWS::IAM::Policy').filter(isOfEncoder)
const statements: Statement[] = policies.flatMap(statementsOf)
const actions = statements.flatMap(({ Action }) => [Action].flat())

test('the role may do what encoding needs, and nothing else', () => {
  const services = [...new Set(actions.map(action => action.split(':')[0] ?? ''))].toSorted()
  expect(Object.fromEntries(services.map(service => [service, grantsOf('video-encoder', service)]))).toEqual({
    dynamodb: [
      'BatchGetItem TriesTable',
      'BatchWriteItem TriesTable',
      'GetItem VideoProgressTable',
      'UpdateItem VideoProgressTable',
    ],
    kms: expect.any(Array),
    logs: ['CreateLogStream EncoderWorkerLogs', 'PutLogEvents EncoderWorkerLogs'],
    s3: [
      'GetObject Bucket/renditions/*/outcome.json',
      'GetObject Bucket/uploads/*',
      'ListBucket Bucket',
      'PutObject Bucket/renditions/*',
    ],
    sqs: [
      'ChangeMessageVisibility UploadsQueue',
      'DeleteMessage UploadsQueue',
      'GetQueueAttributes UploadsQueue',
      'ReceiveMessage UploadsQueue',
      'SendMessage UploadsDeadLettersQueue',
    ],
    xray: ['PutTelemetryRecords *', 'PutTraceSegments *'],
  })
})

test('the key encrypts and decrypts through services only, and is the one of this domain', () => {
  const uses = statements.filter(({ Action }) => String(Action).includes('kms:'))
  expect(new Set(uses.flatMap(({ Action }) => [Action].flat()))).toEqual(
    new Set([
      ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      ...['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    ]),
  )
  for (const { Resource, Condition } of uses) {
    expect(target(Resource)).toBe('Key')
    expect(Condition?.StringEquals).toHaveProperty('kms:ViaService')
  }
})

test('no object is deleted, and no role is assumed, no policy changed, no wildcard granted', () => {
  expect(actions.filter(action => /Delete/.test(action))).toEqual(['sqs:DeleteMessage'])
  expect(actions.filter(action => /^(iam|sts|lambda|ses|sns):|Policy|\*/.test(action))).toEqual([])
  expect(statements.every(({ Effect }) => Effect === 'Allow')).toBe(true)
})

test('nothing else gives the role more: no managed policy, no bucket policy, no other stack', () => {
  const role = everything.find(one => one.stack === stack && one.id === roleId)
  expect(role?.Properties.ManagedPolicyArns).toBeUndefined()
  expect(role?.Properties.Policies).toBeUndefined()
  const others = everything.filter(
    one => one !== role && !policies.includes(one) && one.Type !== 'AWS::Lambda::Function',
  )
  expect(others.filter(one => JSON.stringify(one.Properties).includes(roleId))).toEqual([])
})

test('only Lambda can take the role', () => {
  const role = everything.find(one => one.stack === stack && one.id === roleId)
  expect(role && statementsOf(role)).toEqual([
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
  ])
})
