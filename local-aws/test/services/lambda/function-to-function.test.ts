import { join } from 'node:path'
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { LambdaRig } from './lambda-rig.ts'

/* A function that invokes another with the SDK and waits: `InvocationType: RequestResponse`. */

let rig: LambdaRig

beforeEach(async () => {
  rig = await LambdaRig.started()
  await rig.deploy('caller', CALLER, { Timeout: 60 })
})
afterEach(() => rig.close())

const PROJECT = join(import.meta.dirname, '../../../../package.json')

/** Invokes `callee` with its own event, or with one of so many characters, and returns what the SDK gives. */
const CALLER = `
  import { createRequire } from 'node:module'
  const { InvokeCommand, LambdaClient } = createRequire(${JSON.stringify(PROJECT)})('@aws-sdk/client-lambda')
  const lambda = new LambdaClient({ maxAttempts: 1 })
  export const handler = async ({ characters, ...event }) => {
    const Payload = JSON.stringify(characters ? 'x'.repeat(characters) : event)
    try {
      const answer = await lambda.send(new InvokeCommand({ FunctionName: 'callee', Payload }))
      return { status: answer.StatusCode, functionError: answer.FunctionError, payload: JSON.parse(answer.Payload.transformToString()) }
    } catch (error) {
      const { name, message, Reason, $metadata: { httpStatusCode: status } } = error
      return { name, message, Reason, status }
    }
  }`

/**
 * @documented Lambda API Reference, Invoke, Payload: "The response from the function, or an error object."
 */
test('gets what the other returns', async () => {
  await rig.deploy('callee', 'export const handler = async ({ n }) => ({ twice: n * 2 })')
  expect(await rig.invoke('caller', { n: 21 })).toMatchObject({
    payload: { status: 200, payload: { twice: 42 } },
  })
})

/**
 * @documented Lambda API Reference, Invoke, FunctionError: "If present, indicates that an error occurred
 *   during function execution."
 */
test('learns that the other failed: "FunctionError"', async () => {
  await rig.deploy('callee', 'export const handler = async () => { throw new RangeError("too far") }')
  expect(await rig.invoke('caller')).toMatchObject({
    functionError: undefined,
    payload: {
      status: 200,
      functionError: 'Unhandled',
      payload: { errorType: 'RangeError', errorMessage: 'too far' },
    },
  })
})

/**
 * @documented Lambda API Reference, Invoke, TooManyRequestsException: "The request throughput limit was
 *   exceeded."
 */
test('is throttled where the other has reached its reserved concurrency', async () => {
  await rig.deploy('callee', rig.bench.source)
  const reserve = { FunctionName: 'callee', ReservedConcurrentExecutions: 1 }
  await rig.functions.send(new PutFunctionConcurrencyCommand(reserve))
  const first = rig.invoke('caller')
  const call = await rig.bench.next()
  expect(await rig.invoke('caller')).toMatchObject({
    payload: {
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      status: 429,
    },
  })
  call.answer('done')
  expect(await first).toMatchObject({ payload: { payload: 'done' } })
})

/** @documented Lambda Developer Guide, Quotas: 6 MB for a request and a response */
test('may send 6 MB, and no more', async () => {
  await rig.deploy('callee', 'export const handler = async text => text.length', { MemorySize: 512 })
  const most = 6_291_456 - 2
  expect(await rig.invoke('caller', { characters: most })).toMatchObject({ payload: { payload: most } })
  expect(await rig.invoke('caller', { characters: most + 1 })).toMatchObject({
    payload: { name: 'RequestTooLargeException', status: 413 },
  })
})
