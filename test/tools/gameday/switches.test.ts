import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda'
import { LocalAws, SteppedClock } from '@messaging-on-aws/local-aws'
import { type Connection, localConnection } from '../../../tools/clients/connection.ts'
import { MissingStageError } from '../../../tools/clients/missing-stage.ts'
import type { Consumer } from '../../../tools/gameday/consumer.ts'
import { findConsumers } from '../../../tools/gameday/find-consumers.ts'
import { removeLeftovers, restoreEverything, StoppedConsumerError } from '../../../tools/gameday/leftovers.ts'
import { duringOutage } from '../../../tools/gameday/outage.ts'
import { findStage } from '../../../tools/gameday/stage.ts'
import { Switches } from '../../../tools/gameday/switches.ts'
import { ASSEMBLY, STAGE } from '../../journeys/assembly.ts'

/** The synthesized stacks on a local AWS, where IAM and Lambda answer as they do on an account. */
let aws: LocalAws
let connection: Connection
let consumers: Consumer[]
let switches: Switches
let iam: IAMClient
let lambda: LambdaClient

beforeAll(async () => {
  aws = await LocalAws.start({ assembly: ASSEMBLY, clock: new SteppedClock() })
  connection = localConnection(aws.endpoint, aws.developer)
  iam = new IAMClient(connection)
  lambda = new LambdaClient(connection)
  consumers = await findConsumers(connection, STAGE)
  switches = new Switches(connection, consumers)
})
afterAll(async () => {
  iam.destroy()
  lambda.destroy()
  await aws.stop()
})

/** The policy on each consumer's role, as IAM gives it; undefined where it has none. */
function policies(): Promise<(string | undefined)[]> {
  return Promise.all(
    consumers.map(async ({ roleName }) => {
      const asked = new GetRolePolicyCommand({ RoleName: roleName, PolicyName: 'messaging-gameday' })
      const found = await iam.send(asked).catch(() => undefined)
      return found && decodeURIComponent(found.PolicyDocument as string)
    }),
  )
}

function reserved(): Promise<(number | undefined)[]> {
  return Promise.all(
    consumers.map(async ({ functionName }) => {
      const found = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: functionName }))
      return found.ReservedConcurrentExecutions
    }),
  )
}

const eachOf = <Value>(value: Value) => consumers.map(() => value)

test('the consumers are the functions behind the queues of the stage, and no others', async () => {
  expect(consumers.map(({ service }) => service).sort()).toEqual([
    'clickstream-purchases',
    'clickstream-recount',
    'clickstream-remind',
    'clickstream-retake',
    'mail-feedback',
    'mail-mailer',
    'posts-fan-out',
    'shop-history',
    'shop-receipts',
    'shop-review',
    'shop-shipping',
    'video-encoder',
    'video-notifier',
  ])
  expect(consumers.find(({ service }) => service === 'shop-shipping')).toMatchObject({
    queueName: 'Messaging-dev-Shop-Shipping.fifo',
    concurrency: 2,
    memoryMb: 512,
    architecture: 'arm64',
  })
  await expect(findConsumers(connection, 'prod')).rejects.toThrow(MissingStageError)
})

test('what went wrong is looked for in all queues that are there for it', async () => {
  const stage = await findStage(connection, STAGE)
  expect(stage.deadLetterQueues.map(({ name }) => name)).toHaveLength(13)
  expect(stage.undeliveredQueues.map(({ name }) => name).sort()).toEqual([
    'FeedbackUndelivered',
    'HistoryUndelivered',
    'PurchasesUndelivered',
    'ReceiptsUndelivered',
    'ReviewUndelivered',
    'ShippingUndelivered',
  ])
  await expect(findStage(connection, 'prod')).rejects.toThrow('npx cdk deploy --all -c stage=prod')
})

test('a service is denied to the consumers during the outage, and not after it', async () => {
  const denied = await duringOutage(switches.targetsOf('ses'), policies)
  expect(denied).toEqual(
    eachOf(
      '{"Version":"2012-10-17","Statement":[{"Sid":"Gameday","Effect":"Deny","Action":"ses:*","Resource":"*"}]}',
    ),
  )
  expect(await policies()).toEqual(eachOf(undefined))
})

test('nor after work that throws', async () => {
  const outage = duringOutage(switches.targetsOf('ses'), async () => {
    throw new Error('interrupted')
  })
  await expect(outage).rejects.toThrow('interrupted')
  expect(await policies()).toEqual(eachOf(undefined))
})

test('functions are stopped during the outage, and have nothing reserved after it', async () => {
  expect(await duringOutage(switches.targetsOf('function'), reserved)).toEqual(eachOf(0))
  expect(await reserved()).toEqual(eachOf(undefined))
})

test('policies that a killed run left are removed at the next start', async () => {
  const [one, other] = switches.targetsOf('dynamodb')
  await one?.takeDown()
  await other?.takeDown()
  const restored = await removeLeftovers(switches)
  expect(restored.map(({ name }) => name)).toEqual([one?.name, other?.name])
  expect(await policies()).toEqual(eachOf(undefined))
  expect(await removeLeftovers(switches)).toEqual([])
})

test('a stopped function may be meant: only who says so gets it restored', async () => {
  const [stopped] = switches.targetsOf('function')
  await stopped?.takeDown()
  await expect(removeLeftovers(switches)).rejects.toThrow(StoppedConsumerError)
  await expect(removeLeftovers(switches)).rejects.toThrow(stopped?.remedy)
  expect((await restoreEverything(switches)).map(({ name }) => name)).toEqual([stopped?.name])
  expect(await reserved()).toEqual(eachOf(undefined))
})

test('a function that has some concurrency reserved is not stopped: what it had might be lost', async () => {
  const FunctionName = consumers[0]?.functionName
  await switches.refuseReserved()
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 5 }))
  await expect(switches.refuseReserved()).rejects.toThrow(
    `the function ${FunctionName} has a reserved concurrency of 5`,
  )
})
