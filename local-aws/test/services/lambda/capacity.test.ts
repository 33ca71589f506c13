import { availableParallelism } from 'node:os'
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import type { AwsError } from '../../../src/aws-error.ts'
import { RealClock } from '../../../src/clock.ts'
import type { Invocation } from '../../../src/ports.ts'
import { EnvironmentCapacity, type Place } from '../../../src/services/lambda/environment-capacity.ts'
import { LambdaRig } from './lambda-rig.ts'

/** Bears ten environments: the least that a machine is taken to bear. */
const SMALL_MACHINE_BYTES = 1
const LIVING = 10
const STARTING = Math.max(2, availableParallelism())

/** @own how many environments a machine bears */
describe('a machine', () => {
  let capacity: EnvironmentCapacity
  let places: Place[]
  let declined: number

  beforeEach(() => {
    capacity = new EnvironmentCapacity(SMALL_MACHINE_BYTES)
    places = []
    declined = 0
  })

  function enter(given: { wanted?: () => boolean; guaranteed?: boolean } = {}): void {
    const { wanted = () => true, guaranteed = false } = given
    capacity.enter({
      wanted,
      guaranteed: () => guaranteed,
      start: place => void places.push(place),
      declined: () => declined++,
    })
  }

  /** So many environments that live and have started. */
  function fill(count = LIVING): void {
    for (let living = 0; living < count; living++) {
      enter()
      places.at(-1)?.ready()
    }
  }

  test('starts as many environments at a time as it has processors', () => {
    for (let missing = 0; missing < STARTING + 3; missing++) enter()
    expect(places).toHaveLength(Math.min(STARTING, LIVING))
    places[0]?.ready()
    expect(places).toHaveLength(Math.min(STARTING + 1, LIVING))
    // What ends before it is ready has started as well.
    places[1]?.left()
    expect(places).toHaveLength(Math.min(STARTING + 2, LIVING))
  })

  test('bears as many as fit in half of its memory, at 100 MB each', () => {
    const GB = 1024 ** 3
    capacity = new EnvironmentCapacity(4 * GB)
    fill(25)
    expect(places).toHaveLength(20)
    places[7]?.left()
    expect(places).toHaveLength(21)
  })

  test('starts what is reserved, and the first of a function, even when it is full', () => {
    fill()
    enter()
    enter({ guaranteed: true })
    expect(places).toHaveLength(LIVING + 1)
    // Only what is below its measure again makes room for the others.
    places[0]?.left()
    expect(places).toHaveLength(LIVING + 1)
    places[1]?.left()
    expect(places).toHaveLength(LIVING + 2)
  })

  test('ends the environment that is idle for longest to make room', () => {
    const ends: string[] = []
    fill()
    capacity.idle(() => ends.push('first'))
    const busyAgain = capacity.idle(() => ends.push('second'))
    capacity.idle(() => ends.push('third'))
    busyAgain()
    enter()
    expect(ends).toEqual(['first'])
    expect(places).toHaveLength(LIVING)
    places[0]?.left()
    expect(places).toHaveLength(LIVING + 1)
    enter()
    expect(ends).toEqual(['first', 'third'])
  })

  test('ends what becomes idle while others wait for room', () => {
    fill()
    enter()
    const end = jest.fn(() => places[0]?.left())
    capacity.idle(end)
    expect(end).toHaveBeenCalledTimes(1)
    expect(places).toHaveLength(LIVING + 1)
  })

  test('starts nothing for work that was done meanwhile, and ends nothing for it', () => {
    let wanted = true
    fill()
    enter({ wanted: () => wanted })
    wanted = false
    const end = jest.fn()
    capacity.idle(end)
    expect(end).not.toHaveBeenCalled()
    expect(declined).toBe(1)
    expect(places).toHaveLength(LIVING)
  })
})

/** @own how many environments a machine bears */
describe('a thousand invocations at once', () => {
  let rig: LambdaRig<RealClock>

  beforeAll(async () => {
    rig = await LambdaRig.on(new RealClock())
  })
  afterAll(() => rig.close())

  /** The outcome of each, and the most processes that were seen at a time. */
  async function burst(name: string) {
    const caller = { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn: 'x' } as const
    let processes = 0
    const invoke = async (): Promise<Invocation | AwsError> => {
      const answer = await rig.lambda.invoke(name, {}, { caller }).catch((error: AwsError) => error)
      processes = Math.max(processes, rig.lambda.environments(name).length)
      return answer
    }
    const answers = await Promise.all(Array.from({ length: 1_000 }, invoke))
    const throttled = answers.filter(answer => 'code' in answer && answer.code === 'TooManyRequestsException')
    return { processes, answers, throttled: throttled.length }
  }

  /**
   * @documented Lambda Developer Guide, Reserved concurrency: "the maximum number of concurrent instances
   *   allocated to your function"
   */
  test.each([1, 3])(
    'of a function that has reserved %d: no more processes; the others are throttled at once',
    async reserved => {
      const name = `reserved-${reserved}`
      await rig.deploy(name, rig.bench.source)
      await reserve(name, reserved)
      // One starts already when they come.
      const warm = rig.lambda.warmUp(name)
      const result = burst(name)
      const calls = await rig.bench.several(reserved)
      await warm
      for (const call of calls) call.answer('done')
      // Who was not throttled before these answered would need an answer as well.
      expect(await result).toMatchObject({ throttled: 1_000 - reserved, processes: reserved })
      expect(rig.bench.unexpected).toBe(0)
      await reserve(name, 0)
    },
  )

  test('of a function that has not are all done, by few processes where each is quick', async () => {
    await rig.deploy('quick', 'export const handler = async () => "done"')
    await rig.lambda.warmUp('quick')
    const { answers, processes } = await burst('quick')
    expect(answers).toEqual(Array.from({ length: 1_000 }, () => ({ payload: 'done' })))
    expect(processes).toBeLessThan(100)
  })

  async function reserve(FunctionName: string, ReservedConcurrentExecutions: number): Promise<void> {
    const command = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions })
    await rig.functions.send(command)
  }
})

/** @own how many environments a machine bears */
test('environments that wait for their turn to start do not start any more when the local AWS stops', async () => {
  const closing = await LambdaRig.started()
  const names = Array.from({ length: STARTING + 3 }, (_, index) => `f${index}`)
  for (const name of names) await closing.deploy(name, 'export const handler = async () => 1')
  const warm = names.map(name => closing.lambda.warmUp(name).catch(() => undefined))
  await closing.close()
  await Promise.all(warm)
  const started = names.filter(name => closing.logged(`/aws/lambda/${name}`).join().includes('INIT_START'))
  expect(started).toHaveLength(STARTING)
})
