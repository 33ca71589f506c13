import { Account } from '../../../src/account.ts'
import { SteppedClock } from '../../../src/clock.ts'
import { CredentialStore } from '../../../src/identity/credentials.ts'
import { Random } from '../../../src/random.ts'
import { LambdaRig } from './lambda-rig.ts'

/*
 * "If you created a presigned URL using a temporary token, then the URL expires when the token expires" (Amazon S3
 * guide, "Download and upload objects with presigned URLs"): not when the function that made it has gone.
 */

const ROLE = 'arn:aws:iam::000000000000:role/x'

let rig: LambdaRig

beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

/**
 * @documented S3 User Guide, Presigned URLs: "If you created a presigned URL by using a temporary token, then
 *   the URL expires when the token expires"
 */
test('the credentials of an environment are good for hours after its end', async () => {
  await rig.deploy('signer', 'export const handler = async () => process.env.AWS_ACCESS_KEY_ID')
  const { payload: accessKeyId } = await rig.invoke<string>('signer')
  const good = () => rig.credentials.find(accessKeyId) !== undefined
  // As long as it lives, they do not expire at all.
  for (let day = 0; day < 3; day++) {
    await rig.clock.advanceBy({ minutes: 4 })
    await rig.invoke('signer')
  }
  const [environment] = rig.lambda.environments('signer')
  process.kill(environment?.pid as number, 'SIGKILL')
  while (rig.lambda.environments('signer').length > 0) await new Promise(resolve => setImmediate(resolve))

  expect(good()).toBe(true)
  await rig.clock.advanceBy({ hours: 11, minutes: 59 })
  expect(good()).toBe(true)
  await rig.clock.advanceBy({ minutes: 1 })
  expect(good()).toBe(false)
})

/** @own how many sessions are kept */
test('of the sessions that have ended, 10,000 are kept, and none that has expired', async () => {
  const clock = new SteppedClock()
  const store = new CredentialStore(new Account('us-east-1', clock, new Random(1)))
  const living = store.assumeRole(ROLE, 'living').accessKeyId
  const ended = Array.from({ length: 10_001 }, () => store.assumeRole(ROLE, 'ended').accessKeyId)
  for (const key of ended) store.endSession(key)
  expect(store.find(ended[0] as string)).toBeUndefined()
  expect(store.find(ended[1] as string)).toBeDefined()
  expect(store.find(living)).toBeDefined()
})
