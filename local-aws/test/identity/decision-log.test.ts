import { Account } from '../../src/account.ts'
import type { Happening } from '../../src/activity.ts'
import { SteppedClock } from '../../src/clock.ts'
import type { Caller } from '../../src/identity/caller.ts'
import { KEPT_DECISIONS } from '../../src/identity/decision-log.ts'
import { KEPT_DENIALS, KEPT_RESOURCES } from '../../src/identity/denials.ts'
import { compilePolicy } from '../../src/identity/policies/policy.ts'
import { Random } from '../../src/random.ts'
import { setRolePolicies } from '../role-policies.ts'

const ORDERS = 'arn:aws:sqs:us-east-1:000000000000:orders'
const RETURNS = 'arn:aws:sqs:us-east-1:000000000000:returns'
const WORKER: Caller = {
  kind: 'principal',
  accountId: '000000000000',
  arn: 'arn:aws:sts::000000000000:assumed-role/worker/session',
  userId: 'AROA1:session',
  accessKeyId: 'X',
}

let account: Account
let happenings: Happening[]
beforeEach(() => {
  account = new Account('us-east-1', new SteppedClock(0), new Random(1))
  happenings = []
  account.activity.watch(happening => happenings.push(happening))
})

const ask = (action: string, resource: string, caller: Caller = WORKER) =>
  account.authorization.allows(caller, { action, resource })

function workerMay(...Statement: object[]): void {
  setRolePolicies(account, 'worker', [{ Version: '2012-10-17', Statement }])
}

/** @own the decision log */
test('a statement is in use by those of its actions and resources that allowed a request', () => {
  workerMay(
    { Effect: 'Allow', Action: ['sqs:Send*', 'sqs:ReceiveMessage'], Resource: [ORDERS, RETURNS] },
    { Sid: 'Unused', Effect: 'Allow', Action: 'sqs:PurgeQueue', Resource: '*' },
  )
  for (let time = 0; time < 2; time++) ask('sqs:SendMessage', ORDERS)
  ask('sqs:ReceiveMessage', RETURNS)
  ask('sqs:DeleteMessage', ORDERS)
  expect(account.authorization.log.grants.all()).toEqual([
    {
      owner: 'worker',
      statement: expect.objectContaining({ index: 0 }),
      pairs: [
        ['sqs:Send*', ORDERS],
        ['sqs:ReceiveMessage', RETURNS],
      ],
    },
  ])
})

/** @own the decision log */
test('grants in use outlast the decisions that are kept', () => {
  workerMay({ Effect: 'Allow', Action: 'sqs:*', Resource: [ORDERS, RETURNS] })
  ask('sqs:SendMessage', RETURNS)
  for (let time = 0; time < KEPT_DECISIONS; time++) ask('sqs:SendMessage', ORDERS)
  const { log } = account.authorization
  expect(log.latest().some(({ permission }) => permission.resource === RETURNS)).toBe(false)
  expect(log.grants.all()).toMatchObject([
    {
      pairs: [
        ['sqs:*', RETURNS],
        ['sqs:*', ORDERS],
      ],
    },
  ])
})

/** @own the decision log */
test('the policy of a bucket is in use by its objects', () => {
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: '*',
    Resource: '*',
  }
  const policy = compilePolicy({ Version: '2012-10-17', Statement }, { name: 'Policy', kind: 'resource' })
  account.authorization.setResourcePolicies('s3', { policyOf: () => policy })
  const topic: Caller = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: 'arn:aws:sns:::topic' }
  for (const key of ['a/b', 'c']) ask('s3:PutObject', `arn:aws:s3:::letters/${key}`, topic)
  expect(account.authorization.log.grants.all()).toMatchObject([
    { owner: 'arn:aws:s3:::letters', pairs: [['*', '*']] },
  ])
})

/** @own the decision log */
test('a denial says what decided', () => {
  workerMay(
    { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
    { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: RETURNS },
    { Sid: 'Kept', Effect: 'Deny', Action: 'sqs:PurgeQueue', Resource: ORDERS },
  )
  ask('sns:Publish', '*')
  ask('sqs:SendMessage', RETURNS)
  ask('sqs:PurgeQueue', ORDERS)
  ask('sqs:SendMessage', ORDERS, { kind: 'service', service: 'sns.amazonaws.com', sourceArn: ORDERS })
  expect(happenings).toEqual(
    [
      ['worker', 'sns:Publish on *: no statement of worker allows it'],
      ['worker', `sqs:SendMessage on ${RETURNS}: Deny in worker, statement 2`],
      ['worker', `sqs:PurgeQueue on ${ORDERS}: Deny in worker, statement Kept`],
      [
        'sns.amazonaws.com',
        `sqs:SendMessage on ${ORDERS}: no statement of the policy of ${ORDERS} allows it`,
      ],
    ].map(([name, reason]) => ({ kind: 'denial', name, reason })),
  )
})

/** @own the decision log */
test('of denials for one reason, the live log has the first, the tenth and the hundredth', () => {
  for (let time = 0; time < 999; time++) ask('sqs:SendMessage', ORDERS)
  ask('sqs:SendMessage', RETURNS)
  expect(happenings.map(happening => ('reason' in happening ? happening.reason : ''))).toEqual([
    `sqs:SendMessage on ${ORDERS}: no statement of worker allows it`,
    `sqs:SendMessage on ${ORDERS}: no statement of worker allows it (10 times)`,
    `sqs:SendMessage on ${ORDERS}: no statement of worker allows it (100 times)`,
    `sqs:SendMessage on ${RETURNS}: no statement of worker allows it`,
  ])
  expect(account.authorization.log.denials.all()).toMatchObject([{ count: 999 }, { count: 1 }])
})

/** @own the decision log */
test('denials for ever new reasons do not fill the memory', () => {
  for (let index = 0; index <= KEPT_DENIALS; index++) ask(`s3:Get${index}`, 'arn:aws:s3:::bucket/a')
  expect(account.authorization.log.denials.all()).toHaveLength(KEPT_DENIALS)
  expect(happenings).toHaveLength(KEPT_DENIALS)
})

/** @own the decision log */
test('a caller who is denied many objects does not hide the denials of others', () => {
  for (let index = 0; index < KEPT_DENIALS; index++) ask('s3:GetObject', `arn:aws:s3:::bucket/${index}`)
  ask('sqs:SendMessage', ORDERS)
  const kept = account.authorization.log.denials.all()
  expect(kept).toHaveLength(KEPT_RESOURCES + 1)
  expect(kept.at(-1)?.permission.resource).toBe(ORDERS)
})

/** @own the decision log */
test('of texts that are longer than any name, only the beginning is kept', () => {
  const long = 'a'.repeat(100_000)
  const resource = `arn:aws:s3:::bucket/${long}`
  const keys = { 's3:prefix': long, 's3:requestobjecttagkeys': [long], 's3:delimiter': '/' }
  account.authorization.allows(WORKER, { action: 's3:GetObject', resource, keys })
  const { log } = account.authorization
  const kept = `${resource.slice(0, 2_048)}…`
  expect(log.latest().map(({ permission }) => permission)).toEqual([
    { action: 's3:GetObject', resource: kept, keys: { 's3:delimiter': '/' } },
  ])
  expect(log.denials.all().map(({ permission }) => permission.resource)).toEqual([kept])
  expect(happenings).toMatchObject([{ reason: expect.stringContaining('…: no statement') }])
})
