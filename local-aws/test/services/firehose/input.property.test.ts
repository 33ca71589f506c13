import fc from 'fast-check'
import type { Shape, Structure } from '../../../src/api/model/input-shape.ts'
import { INPUTS } from '../../../src/services/firehose/input-model.ts'
import { signedFetch } from '../../signed-request.ts'
import { BUCKET, FirehoseRig, ROLE_ARN } from './firehose-rig.ts'

/*
 * Whatever members a request has, and whatever is in them, it is answered as the service documents it: with a result,
 * or with an error that blames the request.
 */

const rig = new FirehoseRig()

beforeAll(async () => {
  await rig.open()
  await rig.stream('clicks')
})
afterAll(() => rig.close())

/** Values that mean something to some member. */
const WORDS = [
  'clicks',
  ROLE_ARN,
  `arn:aws:s3:::${BUCKET}`,
  rig.arn('clicks'),
  'arn:aws:kms:us-east-1:000000000000:key/none',
  '1',
  'destinationId-000000000001',
  '!{timestamp:yyyy}/!{firehose:error-output-type}/',
  "!{timestamp:'a}",
  '!{',
  'Asia/Tokyo',
  '.json',
  'Lambda',
  'AppendDelimiterToRecord',
  'LambdaArn',
  'Delimiter',
  '\\n',
  'YQ==',
  '__proto__',
  '',
]

function member(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.type) {
    case 'structure':
      return structureOf(shape)
    case 'list':
      return fc.array(member(shape.member), { maxLength: 3 })
    case 'integer':
      return fc.oneof(fc.constantFrom(0, 1, 60, 128, 900), fc.integer())
    case 'boolean':
      return fc.boolean()
    case 'string':
      return fc.oneof(fc.constantFrom(...(shape.values ?? WORDS)), fc.constantFrom(...WORDS), fc.string())
    default:
      return fc.base64String()
  }
}

function structureOf({ members, required, notSimulated }: Structure): fc.Arbitrary<Record<string, unknown>> {
  const simulated = Object.entries(members).filter(([name]) => !notSimulated.has(name))
  const values = Object.fromEntries(simulated.map(([name, { shape }]) => [name, member(shape)]))
  return fc.record(values, { requiredKeys: [...required] })
}

/** One in ten members has a value of another type. */
const anything = fc.jsonValue({ maxDepth: 2 })

/** @own the reading of requests */
test.each(INPUTS.operations)('%s answers whatever it is sent', async operation => {
  const shape = INPUTS.input(operation)
  const input = structureOf(shape)
  const request = fc.oneof(
    { weight: 9, arbitrary: input },
    { weight: 1, arbitrary: anything },
    {
      weight: 2,
      arbitrary: fc
        .tuple(input, fc.constantFrom(...Object.keys(shape.members)), anything)
        .map(([sent, name, value]) => ({ ...sent, [name]: value })),
    },
  )
  await fc.assert(
    fc.asyncProperty(request, async sent => {
      const { status, type } = await post(operation, sent)
      expect({ sent, type, server: status >= 500 && type !== 'ServiceUnavailableException' }).toMatchObject({
        server: false,
      })
    }),
    { numRuns: 150 },
  )
  await rig.clock.advanceBy({ seconds: 5 })
})

async function post(operation: string, input: unknown): Promise<{ status: number; type: unknown }> {
  const response = await signedFetch(rig.rig.target, 'firehose', '/', {
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Firehose_20150804.${operation}`,
    },
    body: JSON.stringify(input),
  })
  return { status: response.status, type: JSON.parse(await response.text()).__type }
}
