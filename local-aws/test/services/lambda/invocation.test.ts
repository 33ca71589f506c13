import { InvokeCommand } from '@aws-sdk/client-lambda'
import type { Context } from 'aws-lambda'
import { LambdaRig } from './lambda-rig.ts'

let rig: LambdaRig

beforeAll(async () => {
  rig = await LambdaRig.started()
})
afterAll(() => rig.close())

/**
 * @documented Lambda API Reference, Invoke, Payload: "The response from the function, or an error object."
 */
test('a handler gets the event and its promise’s value is the answer', async () => {
  await rig.deploy('double', 'export const handler = async ({ n }) => ({ n: n * 2 })')
  expect(await rig.invoke('double', { n: 21 })).toEqual({
    status: 200,
    functionError: undefined,
    payload: { n: 42 },
  })
})

/**
 * @documented Lambda API Reference, Invoke, FunctionName: "The name or ARN of the Lambda function, version,
 *   or alias."
 */
test('a function is invoked by name, ARN and partial ARN, with $LATEST or without', async () => {
  const arn = await rig.deploy('many-names', 'export const handler = () => "here"')
  const references = [
    'many-names',
    'many-names:$LATEST',
    arn,
    `${arn}:$LATEST`,
    '000000000000:function:many-names',
  ]
  for (const reference of references) {
    expect(await rig.invoke(reference)).toMatchObject({ payload: 'here' })
  }
})

/**
 * @documented Lambda Developer Guide, Node.js context object and Defined runtime environment variables: their
 *   members
 */
test('the context and the environment are those of Lambda (AWS Lambda context object; Defined runtime environment variables)', async () => {
  const arn = await rig.deploy(
    'context',
    `export const handler = async (event, context) => ({
      context, remaining: context.getRemainingTimeInMillis(), env: process.env, cwd: process.cwd(),
    })`,
    { MemorySize: 256, Timeout: 20, Environment: { Variables: { TABLE: 'orders' } } },
  )
  const { payload } = await rig.invoke<{
    context: Context
    remaining: number
    env: Record<string, string>
    cwd: string
  }>('context')
  const { context, remaining, env, cwd } = payload

  expect(context).toMatchObject({
    functionName: 'context',
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/context',
    logStreamName: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    callbackWaitsForEmptyEventLoop: true,
  })
  expect(remaining).toBeGreaterThan(0)
  expect(remaining).toBeLessThanOrEqual(20_000)
  expect(env).toMatchObject({
    TABLE: 'orders',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'context',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/context',
    AWS_LAMBDA_LOG_STREAM_NAME: context.logStreamName,
    AWS_ENDPOINT_URL: rig.account.endpoint,
    AWS_XRAY_DAEMON_ADDRESS: rig.xray.daemonAddress,
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: cwd,
    TZ: ':UTC',
  })
  expect(env._X_AMZN_TRACE_ID).toMatch(
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01];Lineage=1:[0-9a-f]{8}:0$/,
  )
  expect(rig.credentials.callerOf(env.AWS_ACCESS_KEY_ID ?? '').arn).toBe(
    'arn:aws:sts::000000000000:assumed-role/context/context',
  )
  expect(env.HOME).toBeUndefined()
})

/**
 * @documented Lambda API Reference, Invoke, FunctionError: "If present, indicates that an error occurred
 *   during function execution."
 */
test('an error of a handler is a function error with status 200 (Invoke: FunctionError)', async () => {
  await rig.deploy(
    'thrower',
    `class OutOfStockError extends Error { name = 'OutOfStockError' }
     export const handler = async () => { throw new OutOfStockError('no more of it') }`,
  )
  expect(await rig.invoke('thrower')).toEqual({
    status: 200,
    functionError: 'Unhandled',
    payload: {
      errorType: 'OutOfStockError',
      errorMessage: 'no more of it',
      trace: expect.arrayContaining([expect.stringContaining('index.mjs')]),
    },
  })
})

/** @own not documented by AWS: a return value that is no JSON */
test('a value that is not JSON is a function error', async () => {
  await rig.deploy('circular', 'export const handler = async () => { const a = {}; a.a = a; return a }')
  expect(await rig.invoke('circular')).toMatchObject({ functionError: 'Unhandled' })
})

/** @documented Lambda Developer Guide, Node.js handler: a handler that returns nothing answers null */
test('the response of a handler that returns nothing is null', async () => {
  await rig.deploy('silent', 'export const handler = async () => {}')
  expect(await rig.invoke('silent')).toMatchObject({ payload: null, functionError: undefined })
})

/**
 * @documented Lambda API Reference, Invoke, InvocationType, DryRun: "Validate parameter values and verify
 *   that the user or role has permission to invoke the function."
 */
test('DryRun runs nothing: "validate parameter values and verify that the user or role has permission"', async () => {
  await rig.deploy('dry', rig.bench.source)
  expect(await rig.invoke('dry', {}, 'DryRun')).toMatchObject({ status: 204 })
  expect(rig.lambda.environments('dry')).toEqual([])
})

/**
 * @documented Lambda API Reference, Invoke, ResourceNotFoundException: "The resource specified in the request
 *   does not exist."
 */
test('an unknown function is ResourceNotFoundException', async () => {
  await expect(rig.invoke('nobody')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody',
    $metadata: { httpStatusCode: 404 },
  })
})

/**
 * @documented Lambda API Reference, Invoke, InvalidRequestContentException: "The request body could not be
 *   parsed as JSON"
 */
test('a payload that is not JSON is an InvalidRequestContentException', async () => {
  await rig.deploy('picky', 'export const handler = async () => 1')
  const invocation = new InvokeCommand({ FunctionName: 'picky', Payload: '{no' })
  await expect(rig.functions.send(invocation)).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  })
})

/**
 * @documented Lambda Developer Guide, Quotas: 6 MB each way for synchronous invocations, 1 MB for
 *   asynchronous ones
 */
describe('payloads have limits: 6 MB each way (synchronous), 1 MB (asynchronous) (Lambda quotas)', () => {
  test.each([
    ['RequestResponse', 6_291_456],
    ['Event', 1_048_576],
  ] as const)('a request of %s takes %i bytes', async (type, limit) => {
    await rig.deploy(`large-${type}`, 'export const handler = async event => event.length')
    const fitting = 'x'.repeat(limit - 2)
    expect((await rig.invoke(`large-${type}`, fitting, type)).status).toBeLessThan(300)
    await expect(rig.invoke(`large-${type}`, `${fitting}x`, type)).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    })
  })

  test('a larger answer is a function error', async () => {
    await rig.deploy('verbose', 'export const handler = async ({ n }) => "x".repeat(n)')
    expect(await rig.invoke('verbose', { n: 6_291_454 })).toMatchObject({ functionError: undefined })
    expect(await rig.invoke('verbose', { n: 6_291_455 })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    })
  })
})

/** @documented Lambda Developer Guide, CloudWatch metrics: Invocations, Errors, Throttles and Duration */
test('invocations, errors and durations are metrics of the function (Using CloudWatch metrics with Lambda)', async () => {
  await rig.deploy('measured', 'export const handler = async ({ ok }) => { if (!ok) throw new Error() }')
  await rig.invoke('measured', { ok: true })
  await rig.invoke('measured', { ok: false })

  const sums = Object.fromEntries(
    ['Invocations', 'Errors', 'Throttles'].map(name => [name, sumOf('measured', name)]),
  )
  expect(sums).toEqual({ Invocations: 2, Errors: 1, Throttles: 0 })
})

function sumOf(functionName: string, name: string): number | undefined {
  const identity = { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } }
  const { clock, metrics } = rig
  return metrics.stretch({ ...identity, unit: 'Count' }, { timestamp: clock.now(), resolutionSeconds: 60 })
    .sum
}
