import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { RealClock, SteppedClock } from '../../../src/clock.ts'
import { LambdaRig } from './lambda-rig.ts'

let rig: LambdaRig

beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

const COUNTER = 'let n = 0; export const handler = async () => ({ n: ++n, pid: process.pid })'

function pids(name: string): number[] {
  return rig.lambda.environments(name).map(({ pid }) => pid)
}

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: an environment is initialised once and
 *   used again
 */
test('a function is initialised once and its environment reused (Lambda execution environment lifecycle)', async () => {
  await rig.deploy('reused', COUNTER)
  const answers = [await rig.invoke('reused'), await rig.invoke('reused'), await rig.invoke('reused')]
  const [pid] = pids('reused')
  expect(answers.map(({ payload }) => payload)).toEqual([
    { n: 1, pid },
    { n: 2, pid },
    { n: 3, pid },
  ])
})

/**
 * @documented Lambda Developer Guide, Understanding function scaling: an environment processes one invocation
 *   at a time
 */
test('concurrent invocations use separate environments; the most recently used one is used again', async () => {
  const alone = await LambdaRig.started()
  const { bench, clock } = alone
  await alone.deploy('parallel', bench.source)
  const answers = [alone.invoke('parallel'), alone.invoke('parallel')]
  const [first, second] = await bench.several(2)
  expect(first?.pid).not.toBe(second?.pid)
  const seen = alone.lambda.environments('parallel').map(({ pid }) => pid)
  expect(seen.sort()).toEqual([first?.pid, second?.pid].sort())

  // Each environment that works or is idle has a timer: its timeout, or its end.
  first?.answer()
  await Promise.race(answers)
  await clock.untilPending(2)
  second?.answer()
  await Promise.all(answers)
  for (let again = 0; again < 3; again++) {
    await clock.untilPending(2)
    const answer = alone.invoke('parallel')
    const call = await bench.next()
    expect(call.pid).toBe(second?.pid)
    call.answer()
    await answer
  }
  await alone.close()
})

/** @own when another environment is started */
describe('in real time', () => {
  let real: LambdaRig<RealClock>

  beforeAll(async () => {
    real = await LambdaRig.on(new RealClock())
  })
  afterAll(() => real.close())

  test('what one environment does quickly needs no second one', async () => {
    await real.deploy('quick', COUNTER)
    await real.lambda.warmUp('quick')
    await Promise.all(Array.from({ length: 40 }, () => real.invoke('quick')))
    expect(real.lambda.environments('quick')).toHaveLength(1)
  })

  test('what always has to wait gets a second one, though nobody waits for long', async () => {
    const name = 'two-at-a-time'
    // It works for longer than it starts, however slow the machine is.
    await real.deploy(
      name,
      `const startMs = process.uptime() * 1000
       export const handler = () => new Promise(done => setTimeout(done, 2 * startMs + 100))`,
    )
    await real.lambda.warmUp(name)
    let enough = false
    const client = async () => {
      while (!enough) {
        await real.invoke(name)
        enough ||= real.lambda.environments(name).length === 2
      }
    }
    await Promise.all([client(), client()])
    expect(real.lambda.environments(name)).toHaveLength(2)
  })

  test('an invocation that finds all environments busy for long gets a new one', async () => {
    await real.deploy('held-up', real.bench.source)
    const answers = [1, 2, 3].map(() => real.invoke('held-up'))
    const calls = await real.bench.several(3)
    expect(new Set(calls.map(({ pid }) => pid)).size).toBe(3)
    for (const call of calls) call.answer()
    await Promise.all(answers)
  })
})

/** @own when an idle environment ends */
test('an idle environment ends after an hour that is stepped', async () => {
  await rig.deploy('idle', COUNTER)
  await rig.lambda.warmUp('idle')
  const ended = processEnd(pids('idle')[0] as number)
  await rig.clock.advanceBy({ minutes: 59 })
  expect(pids('idle')).toHaveLength(1)
  await rig.clock.advanceBy({ minutes: 1 })
  // Whoever comes while its process ends does not meet it.
  expect(await rig.invoke('idle')).toMatchObject({ payload: { n: 1 } })
  await ended
})

/** A clock that goes by itself, as far as those can tell who ask it. */
class GoingClock extends SteppedClock {
  override readonly pace: number = 1
}

/** @own when an idle environment ends */
test('on a clock that goes by itself it ends after some minutes', async () => {
  const going = await LambdaRig.on(new GoingClock(Date.now()))
  await going.deploy('idle', COUNTER)
  await going.lambda.warmUp('idle')
  await going.clock.advanceBy({ minutes: 4 })
  expect(going.lambda.environments('idle')).toHaveLength(1)
  const ended = processEnd(going.lambda.environments('idle')[0]?.pid as number)
  await going.clock.advanceBy({ minutes: 1 })
  await ended
  await going.close()
})

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: a function that exceeds its timeout is
 *   ended with its environment
 */
test('a timeout ends the environment: "Task timed out after 3.00 seconds"', async () => {
  await rig.deploy('slow', rig.bench.source, { Timeout: 3 })
  const answer = rig.invoke('slow')
  const call = await rig.bench.next()
  await rig.clock.advanceBy({ seconds: 2, milliseconds: 999 })
  expect(pids('slow')).toEqual([call.pid])

  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await answer).toMatchObject({
    status: 200,
    functionError: 'Unhandled',
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${call.requestId} Error: Task timed out after 3.00 seconds`,
    },
  })
  await processEnd(call.pid)

  const next = rig.invoke('slow')
  const replacement = await rig.bench.next()
  expect(replacement.pid).not.toBe(call.pid)
  replacement.answer('well')
  expect(await next).toMatchObject({ payload: 'well' })
})

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: a function that exceeds its timeout is
 *   ended with its environment
 */
test('a timeout ends a function that never yields, and what it started', async () => {
  await rig.deploy(
    'busy',
    `import { spawn } from 'node:child_process'
     export const handler = async () => {
       const child = spawn('sleep', ['600'])
       console.log('started ' + child.pid)
       await new Promise(done => setTimeout(done))
       for (;;);
     }`,
  )
  const answer = rig.invoke('busy')
  await rig.logs.until('/aws/lambda/busy', /started \d+/, 1)
  const child = Number(/started (\d+)/.exec(rig.logged('/aws/lambda/busy').join())?.[1])
  await rig.clock.advanceBy({ seconds: 3 })
  expect(await answer).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } })
  await processEnd(child)
})

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: a crashed runtime is
 *   Runtime.ExitError, and is replaced
 */
test('a killed environment answers Runtime.ExitError and is replaced', async () => {
  await rig.deploy('killed', rig.bench.source)
  const answer = rig.invoke('killed')
  const { requestId } = await rig.bench.next()
  const [environment] = rig.lambda.environments('killed')
  expect(environment?.requestId).toBe(requestId)
  process.kill(environment?.pid as number, 'SIGKILL')
  expect(await answer).toMatchObject({
    functionError: 'Unhandled',
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
    },
  })
  const next = rig.invoke('killed')
  const call = await rig.bench.next()
  call.answer('back')
  expect(await next).toMatchObject({ payload: 'back' })
})

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: a crashed runtime is
 *   Runtime.ExitError, and is replaced
 */
test.each([
  ['exits', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
  ['leaves', 'process.exit(0)', 'Runtime exited without providing a reason'],
])('a function that %s answers Runtime.ExitError', async (name, statement, message) => {
  await rig.deploy(name, `export const handler = async () => { ${statement} }`)
  expect(await rig.invoke(name)).toMatchObject({
    functionError: 'Unhandled',
    payload: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining(message) },
  })
})

/** @own MemorySize, which is a limit of the heap */
test('MemorySize bounds the heap: who needs more is ended', async () => {
  await rig.deploy(
    'hungry',
    'export const handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }',
    { MemorySize: 128 },
  )
  expect(await rig.invoke('hungry')).toMatchObject({
    functionError: 'Unhandled',
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/signal: (aborted|trace\/breakpoint trap)/),
    },
  })
})

/** @own not documented by AWS: what an uncaught error does to an environment */
test('an uncaught error is a function error and ends the environment', async () => {
  await rig.deploy(
    'careless',
    `export const handler = () => new Promise(() => { Promise.reject(new Error('nobody looks')) })`,
  )
  expect(await rig.invoke('careless')).toMatchObject({
    functionError: 'Unhandled',
    payload: {
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: nobody looks',
    },
  })
})

/**
 * @documented Lambda Developer Guide, Node.js errors: Runtime.ImportModuleError, Runtime.HandlerNotFound,
 *   Runtime.UserCodeSyntaxError and Runtime.CallbackHandlerDeprecated
 */
describe('code that cannot be loaded fails each invocation with the reason', () => {
  test.each([
    ['throws-at-import', 'throw new Error("no table")', 'index.handler', 'Error', 'no table'],
    [
      'lacks-a-module',
      'import "no-such-module"; export const handler = 1',
      'index.handler',
      'Runtime.ImportModuleError',
      "Cannot find package 'no-such-module'",
    ],
    [
      'has-no-file',
      'export const handler = 1',
      'main.handler',
      'Runtime.ImportModuleError',
      'Cannot find module',
    ],
    [
      'has-no-handler',
      'export const handle = async () => 1',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'is-no-code',
      'export const handler = async () => {',
      'index.handler',
      'Runtime.UserCodeSyntaxError',
      'SyntaxError',
    ],
    [
      'has-a-callback',
      'export const handler = (event, context, callback) => callback()',
      'index.handler',
      'Runtime.CallbackHandlerDeprecated',
      'nodejs24.x',
    ],
    ['ends-at-import', 'process.exit(7)', 'index.handler', 'Runtime.ExitError', 'exit status 7'],
  ])('%s', async (name, source, handler, errorType, message) => {
    await rig.deploy(name, source, { Handler: handler })
    const expected = { errorType, errorMessage: expect.stringContaining(message) }
    expect(await rig.invoke(name)).toMatchObject({ functionError: 'Unhandled', payload: expected })
    await expect(rig.lambda.warmUp(name)).rejects.toThrow(message)
    expect(pids(name)).toEqual([])
  })

  /**
   * @documented Lambda Developer Guide, Execution environment lifecycle: an init that exceeds 10 seconds is
   *   tried again with the function's timeout
   */
  test('an init that never ends is timed out after its ten seconds and the function’s own', async () => {
    await rig.deploy(
      'stuck',
      'console.log("here"); setInterval(() => {}, 1000); await new Promise(() => {}); export const handler = 1',
    )
    const answer = rig.invoke('stuck')
    await rig.logs.until('/aws/lambda/stuck', /here/, 1)
    await rig.clock.advanceBy({ seconds: 13 })
    expect(await answer).toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } })
  })
})

/** @own code that is deleted while the local AWS runs */
test('deleted code is a function error and does not end the local AWS', async () => {
  await rig.deploy('gone', 'export const handler = async () => process.env.LAMBDA_TASK_ROOT')
  const { payload: directory } = await rig.invoke<string>('gone')
  const [pid] = pids('gone')
  process.kill(pid as number, 'SIGKILL')
  await processEnd(pid as number)
  await rm(directory, { recursive: true })
  const { payload } = await rig.invoke<{ errorType: string }>('gone')
  expect(payload.errorType).toBe('Runtime.ExitError')
  await expect(rig.lambda.warmUp('gone')).rejects.toThrow('ENOENT')
})

/** @own warmUp */
test('warmUp keeps an environment ready for the first invocation', async () => {
  await rig.deploy('warm', COUNTER)
  await rig.lambda.warmUp('warm')
  const before = pids('warm')
  expect(before).toHaveLength(1)
  expect(await rig.invoke('warm')).toMatchObject({ payload: { n: 1, pid: before[0] } })
})

/**
 * @documented Lambda Developer Guide, Execution environment lifecycle: an environment keeps the configuration
 *   that it was started with
 */
test('a new configuration is found by new environments; the old end with their work', async () => {
  await rig.deploy('changed', rig.bench.source)
  const answer = rig.invoke('changed')
  const old = await rig.bench.next()
  await rig.functions.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: 'changed',
      Environment: { Variables: { COLOUR: 'green' } },
    }),
  )
  const next = rig.invoke('changed')
  const fresh = await rig.bench.next()
  expect(fresh.pid).not.toBe(old.pid)
  old.answer('done')
  fresh.answer()
  expect(await answer).toMatchObject({ payload: 'done' })
  await next
  await processEnd(old.pid)
})

/** @own the end of the local AWS */
test('close ends every process and removes the code that was uploaded', async () => {
  const other = await LambdaRig.started()
  await other.deploy('left', `export const handler = async () => process.env.LAMBDA_TASK_ROOT`)
  await other.deploy('working', other.bench.source)
  const { payload: directory } = await other.invoke<string>('left')
  const cut = other.invoke('working').catch(() => undefined)
  await other.bench.next()
  const processes = ['left', 'working'].flatMap(name => other.lambda.environments(name).map(({ pid }) => pid))
  expect(processes).toHaveLength(2)

  await other.close()
  await cut
  for (const pid of processes) expect(isAlive(pid)).toBe(false)
  expect(existsSync(directory)).toBe(false)
})

/** Resolves when there is no such process any more. */
async function processEnd(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise(resolve => setImmediate(resolve))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
