import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms'
import { FunctionRig } from '../function-rig.ts'

const rig = new FunctionRig()
let derivedKey: typeof import('../../../lambda/http/derived-keys.ts').derivedKey
let keyId: string

beforeAll(async () => {
  await rig.open('test-keys')
  keyId = await rig.hmacKey()
  rig.environment({ UNSUBSCRIBE_KEY_ID: keyId })
  ;({ derivedKey } = await import('../../../lambda/http/derived-keys.ts'))
})
afterAll(() => rig.close())
afterEach(() => jest.restoreAllMocks())

test('is the HMAC of its name under the key in KMS', async () => {
  const { Mac } = await new KMSClient(rig.client).send(
    new GenerateMacCommand({ KeyId: keyId, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('grace') }),
  )
  expect(await derivedKey('grace')).toEqual(Mac)
  expect(await derivedKey('ada')).not.toEqual(Mac)
})

describe('in one execution environment', () => {
  const mac = (text: string) => ({ Mac: Buffer.from(text) })

  /** KMS gives this at the next call; what is kept needs none. */
  const next = (answer: object) => jest.spyOn(KMSClient.prototype, 'send').mockResolvedValue(answer as never)

  test('is kept, until a thousand others are', async () => {
    next(mac('first'))
    await derivedKey('kept')
    next(mac('second'))
    // Two from the test above, and this one.
    for (let others = 0; others < 997; others++) await derivedKey(`other-${others}`)
    expect(await derivedKey('kept')).toEqual(Buffer.from('first'))
    for (let others = 997; others < 1_000; others++) await derivedKey(`other-${others}`)
    expect(await derivedKey('kept')).toEqual(Buffer.from('second'))
  })

  test('is none where KMS gives none', async () => {
    next({})
    await expect(derivedKey('none')).rejects.toThrow('The response of KMS to GenerateMac has no Mac.')
  })
})
