import { SteppedClock } from '../../src/clock.ts'
import type { Credentials } from '../../src/identity/credentials.ts'
import { LocalAws } from '../../src/local-aws.ts'
import { Random } from '../../src/random.ts'
import { baseInputs } from '../fuzz/base.ts'
import { Clients } from '../fuzz/client-request.ts'
import { KnownValues } from '../fuzz/known-values.ts'
import { allOperations, type Operation } from '../fuzz/operations.ts'
import { send } from '../fuzz/transport.ts'
import { ValidInput } from '../fuzz/valid-input.ts'
import { setRolePolicies } from '../role-policies.ts'
import { sign } from './signer.ts'

/** Of random inputs; nearly every operation denies the first. */
const MOST_TRIES = 60

/** What the denial of an operation is looked for with where random inputs seldom name what is there. `$Name` is the latest
 * value of that name. */
const INPUTS: Readonly<Record<string, object>> = {
  'athena BatchGetNamedQuery': { NamedQueryIds: ['$NamedQueryId'] },
  'athena BatchGetQueryExecution': { QueryExecutionIds: ['$QueryExecutionId'] },
  'athena DeleteNamedQuery': { NamedQueryId: '$NamedQueryId' },
  'athena GetNamedQuery': { NamedQueryId: '$NamedQueryId' },
  'athena GetQueryExecution': { QueryExecutionId: '$QueryExecutionId' },
  'athena GetQueryResults': { QueryExecutionId: '$QueryExecutionId' },
  'athena StopQueryExecution': { QueryExecutionId: '$QueryExecutionId' },
  'athena UpdateNamedQuery': { NamedQueryId: '$NamedQueryId', Name: 'a', QueryString: 'SELECT 1' },
  'kinesis GetRecords': { ShardIterator: '$ShardIterator' },
  'kms CreateAlias': { AliasName: 'alias/other', TargetKeyId: '$KeyId' },
  'kms GenerateMac': { KeyId: '$KeyId', Message: Buffer.from('a'), MacAlgorithm: 'HMAC_SHA_256' },
  'kms ReEncrypt': { CiphertextBlob: '$CiphertextBlob', DestinationKeyId: 'alias/shop' },
  'kms UpdateAlias': { AliasName: 'alias/shop', TargetKeyId: '$KeyId' },
  'kms VerifyMac': {
    KeyId: '$KeyId',
    Message: Buffer.from('a'),
    Mac: Buffer.from('a'),
    MacAlgorithm: 'HMAC_SHA_256',
  },
  'ses SendEmail': {
    FromEmailAddress: 'shop@example.com',
    Destination: { ToAddresses: ['ada@example.com'] },
    Content: { Simple: { Subject: { Data: 'Sold' }, Body: { Text: { Data: 'a book' } } } },
  },
  'sqs CancelMessageMoveTask': {
    TaskHandle: Buffer.from('{"sourceArn":"arn:aws:sqs:us-east-1:000000000000:orders"}').toString('base64'),
  },
}

/** "No permissions are required to perform this operation" (STS API Reference). */
const FREE = ['sts GetCallerIdentity']
/** They answer each of many items, so that their status says nothing. */
const ITEM_BY_ITEM = ['athena BatchGetNamedQuery', 'athena BatchGetQueryExecution', 's3 DeleteObjects']

interface Outcome {
  denied: boolean
  /** Answered as if it were allowed. */
  served: boolean
  text: string
}

const clock = new SteppedClock()
const clients = new Clients()
const known = new KnownValues()
let aws: LocalAws
let nobody: Credentials
let operations: Operation[]

beforeAll(async () => {
  aws = await LocalAws.start({ clock, seed: 1 })
  operations = allOperations().filter(({ name, service }) =>
    aws.apis.some(api => api.signingName === service.signingName && api.operations.includes(name)),
  )
  const inputs: [string, string, object][] = [
    ...baseInputs(aws.endpoint, clock.now()),
    ['athena', 'CreateNamedQuery', { Name: 'sold', Database: 'shop', QueryString: 'SELECT 1' }],
    [
      'athena',
      'StartQueryExecution',
      {
        QueryString: 'SHOW DATABASES',
        ResultConfiguration: { OutputLocation: 's3://shop-objects/results/' },
      },
    ],
    // The iterator of the base has expired.
    [
      'kinesis',
      'GetShardIterator',
      { StreamName: 'clicks', ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' },
    ],
  ]
  for (const [service, name, input] of inputs) await prepare(service, name, input)
  setRolePolicies(aws.account, 'nobody', [])
  nobody = aws.credentials.assumeRole(
    `arn:aws:iam::${aws.account.id}:role/nobody`,
    'nobody',
    clock.wall.now() + 3_600_000,
  )
})
afterAll(() => aws.stop())

/** As the developer, who may do everything. */
async function prepare(service: string, name: string, input: object): Promise<void> {
  const operation = operations.find(each => each.service.name === service && each.name === name)
  if (!operation) throw new Error(`${service} has no operation ${name}.`)
  const { status, text } = await call(operation, filled(input), aws.developer)
  if (status >= 300) throw new Error(`${service} ${name} gets ${status}: ${text}`)
  known.learn(input)
  learn(text)
  // Streams and tables are not there at once.
  if (name.startsWith('Create')) await clock.advanceBy({ seconds: 30 })
}

function filled(input: object): object {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(fill) : fill(value),
    ]),
  )
}

function fill(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('$')) return value
  const latest = known.latest(value.slice(1))
  return value === '$CiphertextBlob' ? Buffer.from(latest ?? '', 'base64') : latest
}

function learn(text: string): void {
  if (text.startsWith('{')) return known.learn(JSON.parse(text))
  for (const [, name = '', value = ''] of text.matchAll(/<(\w+)>([^<>]+)<\/\1>/g)) known.learn(value, name)
}

async function call(
  operation: Operation,
  input: object,
  credentials: Credentials,
): Promise<{ status: number; text: string }> {
  const request = await clients.request(operation, input)
  if (!request) return { status: 400, text: 'The client refuses it.' }
  const { method, path, query, headers, body } = request
  const signed = await sign(
    { method, path, query, headers: { ...headers, host: new URL(aws.endpoint).host }, body },
    { credentials, date: new Date(clock.wall.now()), service: operation.service.signingName },
  )
  const answer = await send(aws.endpoint, { method, target: signed.url, headers: signed.headers, body })
  if (!answer) throw new Error(`${request.what} gets no answer.`)
  return answer
}

async function tryAsNobody(operation: Operation, input: object): Promise<Outcome> {
  const { status, text } = await call(operation, input, nobody)
  const denied = /not authorized to perform|AccessDenied/.test(text) || (status === 403 && text === '')
  return { denied, served: status < 300, text }
}

const titleOf = ({ service, name }: Operation) => `${service.name} ${name}`

/**
 * @documented IAM User Guide, Policy evaluation logic: a request is denied unless a policy allows it
 */
test('a role without permissions may do nothing but ask who it is', async () => {
  const random = new Random(1)
  const wrong: string[] = []
  for (const operation of operations) {
    const title = titleOf(operation)
    if (FREE.includes(title)) continue
    let outcome: Outcome | undefined
    for (let tries = 0; tries < MOST_TRIES && !outcome?.denied; tries++) {
      const input = INPUTS[title]
        ? filled(INPUTS[title])
        : new ValidInput(random, known, clock.now()).of(operation.input)
      outcome = await tryAsNobody(operation, input)
      if (outcome.served && !ITEM_BY_ITEM.includes(title)) break
    }
    if (!outcome?.denied) wrong.push(`${title} (${operation.service.protocol}): ${outcome?.text}`)
  }
  expect(wrong).toEqual([])
})

/** @documented STS API Reference, GetCallerIdentity: "No permissions are required to perform this operation." */
test('a role without permissions may ask who it is', async () => {
  const free = operations.filter(operation => FREE.includes(titleOf(operation)))
  expect(free.map(titleOf)).toEqual(FREE)
  for (const operation of free) {
    expect(await tryAsNobody(operation, {})).toMatchObject({ denied: false, served: true })
  }
})
