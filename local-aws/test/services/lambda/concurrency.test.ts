import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda'
import { Concurrency } from '../../../src/services/lambda/concurrency.ts'
import { LambdaRig } from './lambda-rig.ts'

describe('reserved concurrency (Configuring reserved concurrency for a function)', () => {
  let rig: LambdaRig

  beforeAll(async () => {
    rig = await LambdaRig.started()
  })
  afterAll(() => rig.close())

  /**
   * @documented Lambda Developer Guide, Configuring reserved concurrency: "the maximum number of concurrent
   *   instances allocated to your function"
   */
  test('is "the maximum number of concurrent instances allocated to your function"', async () => {
    await rig.deploy('few', rig.bench.source)
    await reserve('few', 1)
    const running = rig.invoke('few')
    const call = await rig.bench.next()
    await expect(rig.invoke('few')).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    })
    call.answer('done')
    expect(await running).toMatchObject({ payload: 'done' })

    const again = rig.invoke('few')
    const next = await rig.bench.next()
    next.answer('again')
    expect(await again).toMatchObject({ payload: 'again' })
  })

  /**
   * @documented Lambda API Reference, GetFunctionConcurrency and DeleteFunctionConcurrency: the reserved
   *   concurrency of a function, and its removal
   */
  test('can be read and removed', async () => {
    await rig.deploy('some', rig.bench.source)
    const get = () => rig.functions.send(new GetFunctionConcurrencyCommand({ FunctionName: 'some' }))
    expect((await get()).ReservedConcurrentExecutions).toBeUndefined()
    await reserve('some', 20)
    expect((await get()).ReservedConcurrentExecutions).toBe(20)
    await rig.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'some' }))
    expect((await get()).ReservedConcurrentExecutions).toBeUndefined()
  })

  /**
   * @documented Lambda Developer Guide, Configuring reserved concurrency: at least 100 are left to functions
   *   without reserved concurrency
   */
  test('leaves at least 100 to the other functions', async () => {
    await rig.deploy('greedy', rig.bench.source)
    await expect(reserve('greedy', 901)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('below its minimum value of [100]'),
    })
  })

  /**
   * @documented Lambda API Reference, AccountLimit, UnreservedConcurrentExecutions: "The maximum number of
   *   simultaneous function executions, minus the capacity that's reserved for individual functions with
   *   PutFunctionConcurrency."
   */
  test("is taken off the account's unreserved concurrency (GetAccountSettings)", async () => {
    await rig.deploy('keeper', rig.bench.source)
    const settings = () => rig.functions.send(new GetAccountSettingsCommand({}))
    const before = await settings()
    expect(before).toMatchObject({
      AccountLimit: { ConcurrentExecutions: 1000, CodeSizeUnzipped: 262_144_000 },
      AccountUsage: { FunctionCount: expect.any(Number), TotalCodeSize: expect.any(Number) },
    })
    await reserve('keeper', 30)
    const { AccountLimit } = await settings()
    expect(AccountLimit?.UnreservedConcurrentExecutions).toBe(
      Number(before.AccountLimit?.UnreservedConcurrentExecutions) - 30,
    )
    await rig.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'keeper' }))
    expect(await settings()).toMatchObject({ AccountLimit: before.AccountLimit })
  })

  async function reserve(FunctionName: string, ReservedConcurrentExecutions: number): Promise<void> {
    await rig.functions.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    )
  }
})

/**
 * @documented Lambda Developer Guide, Understanding function scaling: functions without reserved concurrency
 *   share the account's 1,000
 */
describe('the account’s 1,000 concurrent executions are shared by the functions without a reserve', () => {
  const refused = expect.objectContaining({
    code: 'TooManyRequestsException',
    members: expect.objectContaining({ Reason: 'ConcurrentInvocationLimitExceeded' }),
  })

  test('and throttle them all when they are used up', () => {
    const concurrency = new Concurrency()
    concurrency.reserve('apart', 600)
    const leave = Array.from({ length: 400 }, (_, index) => concurrency.enter(`f${index % 2}`))
    expect(() => concurrency.enter('f3')).toThrow(refused)
    expect(() => concurrency.enter('apart')).not.toThrow()
    leave[0]?.()
    expect(() => concurrency.enter('f3')).not.toThrow()
  })

  test('invocations in progress count for their function when its concurrency is reserved', () => {
    const concurrency = new Concurrency()
    for (let running = 0; running < 900; running++) concurrency.enter('large')
    concurrency.reserve('large', 900)
    for (let running = 0; running < 100; running++) concurrency.enter('small')
    expect(() => concurrency.enter('small')).toThrow(refused)
    expect(() => concurrency.enter('large')).toThrow('Rate Exceeded.')
  })
})
