import { RealClock, ScaledClock } from '../../../src/clock.ts'
import { LambdaRig } from './lambda-rig.ts'

const SOURCE = `
  export const handler = async (event, context) => {
    const before = Date.now()
    await new Promise(done => setTimeout(done, 50))
    return {
      before,
      after: Date.now(),
      made: new Date().getTime(),
      text: new Date(Date()).getTime(),
      given: new Date(0).toISOString(),
      instance: new Date() instanceof Date && new (new Date().constructor)() instanceof Date,
      remaining: context.getRemainingTimeInMillis(),
    }
  }`

interface Told {
  before: number
  after: number
  made: number
  text: number
  given: string
  instance: boolean
  remaining: number
}

/** @own the clock, in functions */
test('on a stepped clock a function sees the time that the services see, and it stands still', async () => {
  const rig = await LambdaRig.started()
  await rig.deploy('watch', SOURCE)
  for (const hours of [1, 24]) {
    await rig.clock.advanceBy({ hours })
    const { payload } = await rig.invoke<Told>('watch')
    const now = rig.clock.now()
    expect(payload).toMatchObject({ before: now, after: now, made: now, text: now })
    expect(payload).toMatchObject({ given: '1970-01-01T00:00:00.000Z', instance: true })
  }
  await rig.close()
})

/** @own the clock, in functions */
test('on a scaled clock a function’s time passes as fast as that of the services; its timeout does not', async () => {
  const clock = new ScaledClock(1_000)
  const rig = await LambdaRig.on(clock)
  await rig.deploy('watch', SOURCE, { Timeout: 10 })
  const start = clock.now()
  const { payload } = await rig.invoke<Told>('watch')
  expect(payload.before).toBeGreaterThanOrEqual(start)
  expect(payload.after - payload.before).toBeGreaterThanOrEqual(49_000)
  expect(payload.after).toBeLessThanOrEqual(clock.now() + 1_000)
  // Ten seconds of work, of which fifty milliseconds and little more are gone.
  expect(payload.remaining).toBeLessThanOrEqual(9_951)
  expect(payload.remaining).toBeGreaterThan(0)
  await rig.close()
})

/** @own the clock, in functions */
test('in real time Date is left alone', async () => {
  const rig = await LambdaRig.on(new RealClock())
  await rig.deploy(
    'untouched',
    'export const handler = async () => Function.prototype.toString.call(Date.now)',
  )
  expect(await rig.invoke('untouched')).toMatchObject({ payload: 'function now() { [native code] }' })
  await rig.close()
})
