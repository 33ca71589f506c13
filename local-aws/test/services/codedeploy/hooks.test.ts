import {
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy'
import type { Call } from '../lambda/workbench.ts'
import { CodeDeployRig, SHIFTING } from './codedeploy-rig.ts'

/** What a validation function is called with. */
interface Asked {
  DeploymentId: string
  LifecycleEventHookExecutionId: string
}

const BEFORE = { BeforeAllowTraffic: 'validator' }
const AFTER = { AfterAllowTraffic: 'validator' }

let rig: CodeDeployRig
/** How many calls have returned. */
let returned = 0
beforeAll(async () => {
  rig = await CodeDeployRig.started()
  await rig.lambda.deploy('validator', rig.lambda.bench.source, { Timeout: 900 })
})
beforeEach(() => rig.allow(...SHIFTING, 'lambda:InvokeFunction'))
afterAll(() => rig.close())

const asked = (): Promise<Call<Asked>> => rig.lambda.bench.next<Asked>()

/** As a validation function does, with what it was called with. */
function tell({ event }: Call<Asked>, status: 'Succeeded' | 'Failed' | 'Pending') {
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event
  return rig.client.send(
    new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status }),
  )
}

/** How a validation function does its work: it tells what it found, and returns. */
async function validate(call: Call<Asked>, status: 'Succeeded' | 'Failed'): Promise<void> {
  await tell(call, status)
  await finish(call)
}

/** Lets the function return before the clock goes on, which would end it. */
async function finish(call: Call<Asked>, result?: unknown): Promise<void> {
  call.answer(result)
  await rig.lambda.ended('validator', ++returned)
}

async function failed(id: string) {
  const { status, errorInformation, rollbackInfo } = await rig.deployment(id)
  const undoing = await rig.deployment(rollbackInfo?.rollbackDeploymentId ?? '')
  return { status, code: errorInformation?.code, message: errorInformation?.message, undoing: undoing.status }
}

/**
 * @documented CodeDeploy user guide, AppSpec 'hooks' section for an AWS Lambda deployment: "BeforeAllowTraffic – Use to
 *   run tasks before traffic is shifted to the deployed Lambda function version.", "AfterAllowTraffic – Use to run tasks
 *   after all traffic is shifted to the deployed Lambda function version."
 */
test('a deployment waits for its validations, before the first traffic and after the last', async () => {
  await rig.group('both')
  const id = await rig.shift('both', {}, {}, [BEFORE, AFTER])
  const before = await asked()
  expect(before.event).toEqual({ DeploymentId: id, LifecycleEventHookExecutionId: expect.any(String) })
  await rig.clock.advanceBy({ minutes: 10 })
  expect(await rig.routing('both')).toEqual({ version: '1', second: 0 })

  expect(await tell(before, 'Succeeded')).toMatchObject({
    lifecycleEventHookExecutionId: before.event.LifecycleEventHookExecutionId,
  })
  await finish(before)
  expect(await rig.routing('both')).toEqual({ version: '1', second: 0.1 })
  await rig.clock.advanceBy({ seconds: 299 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect(await rig.routing('both')).toEqual({ version: '1', second: 0.1 })
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.routing('both')).toEqual({ version: '2', second: 0 })

  const after = await asked()
  expect(after.event.LifecycleEventHookExecutionId).not.toBe(before.event.LifecycleEventHookExecutionId)
  expect((await rig.deployment(id)).status).toBe('InProgress')
  await validate(after, 'Succeeded')
  expect((await rig.deployment(id)).status).toBe('Succeeded')
})

/**
 * @documented CodeDeploy user guide, AppSpec 'hooks' section for an AWS Lambda deployment: "Following completion of the
 *   validation tests, the Lambda validation function calls back CodeDeploy and delivers a result of Succeeded or Failed."
 */
test.each([
  ['before', 'BeforeAllowTraffic', 0],
  ['after', 'AfterAllowTraffic', 5],
])(
  'a validation that fails %s the traffic fails the deployment, which is rolled back',
  async (when, event, minutes) => {
    const name = `failing-${when}`
    await rig.group(name)
    const id = await rig.shift(name, {}, {}, [{ [event]: 'validator' }])
    await rig.clock.advanceBy({ minutes })
    await validate(await asked(), 'Failed')
    expect(await failed(id)).toEqual({
      status: 'Failed',
      code: 'HOOK_EXECUTION_FAILURE',
      message: `The validation function validator of ${event} has answered Failed.`,
      undoing: 'Succeeded',
    })
    expect(await rig.routing(name)).toEqual({ version: '1', second: 0 })
  },
)

/**
 * @documented CodeDeploy user guide, AppSpec 'hooks' section for an AWS Lambda deployment: "The deployment is considered
 *   to have failed if CodeDeploy is not notified by the Lambda validation function within one hour."
 */
test('a validation function that tells nothing fails the deployment after an hour, whatever it returns', async () => {
  await rig.group('silent')
  const id = await rig.shift('silent', {}, {}, [BEFORE])
  const call = await asked()
  await finish(call, { status: 'Succeeded' })
  await rig.clock.advanceBy({ minutes: 59, seconds: 59 })
  expect((await rig.deployment(id)).status).toBe('InProgress')
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await failed(id)).toMatchObject({ status: 'Failed', code: 'HOOK_EXECUTION_FAILURE' })
  expect(await rig.routing('silent')).toEqual({ version: '1', second: 0 })
  await expect(tell(call, 'Succeeded')).rejects.toMatchObject({
    name: 'LifecycleEventAlreadyCompletedException',
  })
})

/**
 * @documented CodeDeploy API Reference, PutLifecycleEventHookExecutionStatus: "only Succeeded and Failed can be passed
 *   successfully in your API call"; LifecycleEventAlreadyCompletedException: "An attempt to return the status of an
 *   already completed lifecycle event occurred."
 */
test('what a validation function may not tell is refused, and changes nothing', async () => {
  await rig.group('refusing')
  const deploymentId = await rig.shift('refusing', {}, {}, [BEFORE, AFTER])
  const call = await asked()
  const put = (input: object) =>
    rig.client.send(new PutLifecycleEventHookExecutionStatusCommand({ status: 'Succeeded', ...input }))
  const lifecycleEventHookExecutionId = call.event.LifecycleEventHookExecutionId
  await expect(put({ lifecycleEventHookExecutionId })).rejects.toMatchObject({
    name: 'DeploymentIdRequiredException',
  })
  await expect(put({ deploymentId: 'd-NONE', lifecycleEventHookExecutionId })).rejects.toMatchObject({
    name: 'DeploymentDoesNotExistException',
  })
  await expect(put({ deploymentId, lifecycleEventHookExecutionId: 'none' })).rejects.toMatchObject({
    name: 'InvalidLifecycleEventHookExecutionIdException',
  })
  await expect(tell(call, 'Pending')).rejects.toMatchObject({
    name: 'InvalidLifecycleEventHookExecutionStatusException',
  })
  expect(await rig.routing('refusing')).toEqual({ version: '1', second: 0 })

  await validate(call, 'Succeeded')
  await expect(tell(call, 'Failed')).rejects.toMatchObject({
    name: 'LifecycleEventAlreadyCompletedException',
  })
  expect((await rig.deployment(deploymentId)).status).toBe('InProgress')

  await rig.clock.advanceBy({ minutes: 5 })
  const after = await asked()
  await rig.client.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }))
  await expect(validate(after, 'Succeeded')).rejects.toMatchObject({
    name: 'LifecycleEventAlreadyCompletedException',
  })
  await finish(after)
  expect(await rig.routing('refusing')).toEqual({ version: '1', second: 0 })
})

/**
 * @documented CodeDeploy user guide, Error codes: "IAM_ROLE_PERMISSIONS … the IAM role you're using doesn't give you
 *   permission to perform operations in an AWS service."
 */
test('a validation function that the role may not call, or that is missing, fails the deployment at once', async () => {
  await rig.group('uncallable')
  const missing = await rig.shift('uncallable', {}, {}, [{ BeforeAllowTraffic: 'nobody' }])
  expect(await failed(missing)).toMatchObject({ status: 'Failed', code: 'INVALID_LAMBDA_FUNCTION' })
  rig.allow(...SHIFTING)
  const denied = await rig.shift('uncallable', {}, {}, [BEFORE])
  expect(await failed(denied)).toMatchObject({
    ...{ status: 'Failed', code: 'IAM_ROLE_PERMISSIONS' },
    message: expect.stringContaining('lambda:InvokeFunction'),
  })
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/** @documented CodeDeploy API Reference, PutLifecycleEventHookExecutionStatus: "For Lambda deployments, the available lifecycle hooks are BeforeAllowTraffic and AfterAllowTraffic." */
test('a hook of another event, or without a function, is no valid revision', async () => {
  await rig.group('invalid')
  const invalid = { name: 'InvalidRevisionException' }
  await expect(rig.shift('invalid', {}, {}, [{ AfterInstall: 'after' }])).rejects.toMatchObject(invalid)
  await expect(rig.shift('invalid', {}, {}, [{ AfterAllowTraffic: '' }])).rejects.toMatchObject(invalid)
})
