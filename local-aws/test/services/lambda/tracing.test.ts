import { CreateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { SQS } from '@aws-sdk/client-sqs'
import { BatchGetTracesCommand, XRayClient } from '@aws-sdk/client-xray'
import { administratorRole } from '../../role-policies.ts'
import { LambdaRig } from './lambda-rig.ts'

let rig: LambdaRig

beforeEach(async () => {
  rig = await LambdaRig.started()
})
afterEach(() => rig.close())

const TRACE = '1-5759e988-bd862e3fe1be46a994272793'
const SAMPLED = `Root=${TRACE};Parent=53995c3f42cd8ad8;Sampled=1`
const UNSAMPLED = `Root=${TRACE};Parent=53995c3f42cd8ad8;Sampled=0`
/** The first invocation of its chain of requests. */
const FIRST = 'Lineage=1:[0-9a-f]{8}:0'
const HEADER = 'export const handler = async () => process.env._X_AMZN_TRACE_ID'
const ACTIVE = { TracingConfig: { Mode: 'Active' as const } }

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: a segment of the
 *   service, and one of the function with its subsegments
 */
test('active tracing goes on with the caller’s trace: a segment of the service, and one of the function', async () => {
  await rig.deploy('traced', HEADER, ACTIVE)
  const { payload } = await invoke('traced', SAMPLED)
  const [service, worker] = await segments(TRACE)
  expect(service).toMatchObject({
    name: 'traced',
    origin: 'AWS::Lambda',
    parent_id: '53995c3f42cd8ad8',
    resource_arn: 'arn:aws:lambda:us-east-1:000000000000:function:traced',
  })
  expect(worker).toMatchObject({
    name: 'traced',
    origin: 'AWS::Lambda::Function',
    parent_id: service?.id,
    aws: { function_arn: 'arn:aws:lambda:us-east-1:000000000000:function:traced' },
  })
  expect(worker?.subsegments?.map(({ name }) => name)).toEqual(['Initialization', 'Invocation', 'Overhead'])
  // What the function sends goes below its own segment.
  expect(payload).toMatch(new RegExp(`^Root=${TRACE};Parent=${worker?.id};Sampled=1;${FIRST}$`))
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: the execution role needs
 *   xray:PutTraceSegments
 */
test('a role that is denied xray:PutTraceSegments later leaves no segments', async () => {
  await rig.deploy('traced', HEADER, ACTIVE)
  administratorRole(rig.account, 'traced', { Action: 'xray:PutTraceSegments', Resource: '*' })
  await invoke('traced', SAMPLED)
  expect(await segments(TRACE)).toEqual([])
  administratorRole(rig.account, 'traced')
  await invoke('traced', SAMPLED)
  expect(await segments(TRACE)).toHaveLength(2)
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: the
 *   Initialization subsegment is of a cold start
 */
test('an environment that is reused initialises nothing', async () => {
  await rig.deploy('traced', HEADER, ACTIVE)
  await invoke('traced', UNSAMPLED)
  await invoke('traced', SAMPLED)
  const [, worker] = await segments(TRACE)
  expect(worker?.subsegments?.map(({ name }) => name)).toEqual(['Invocation', 'Overhead'])
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: the sampling
 *   decision of the header is respected
 */
test('the caller’s decision not to sample is respected', async () => {
  await rig.deploy('traced', HEADER, ACTIVE)
  const { payload } = await invoke('traced', UNSAMPLED)
  expect(payload).toMatch(new RegExp(`^Root=${TRACE};Parent=[0-9a-f]{16};Sampled=0;${FIRST}$`))
  expect(await segments(TRACE)).toEqual([])
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: PassThrough
 *   passes the header on
 */
test('PassThrough passes on the header and records nothing', async () => {
  await rig.deploy('plain', HEADER)
  const { payload } = await invoke('plain', SAMPLED)
  expect(payload).toMatch(new RegExp(`^${SAMPLED};${FIRST}$`))
  expect(await segments(TRACE)).toEqual([])
})

/** @documented X-Ray Developer Guide, Segment documents: fault, error and cause */
test('a function that fails is a fault of the function and an error of the service', async () => {
  await rig.deploy('failing', 'export const handler = async () => { throw new TypeError("no") }', ACTIVE)
  await invoke('failing', SAMPLED)
  const [service, worker] = await segments(TRACE)
  expect(service).toMatchObject({ error: true })
  expect(worker).toMatchObject({
    fault: true,
    cause: { exceptions: [expect.objectContaining({ type: 'TypeError', message: 'no' })] },
  })
})

/**
 * @documented Lambda Developer Guide, Visualize Lambda function invocations using AWS X-Ray: a batch of
 *   messages has a trace that is linked to theirs
 */
test('a batch of messages starts a separate trace, linked to those of the messages', async () => {
  const sqs = rig.with(new SQS(rig.client))
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'orders' })
  await rig.deploy(
    'orders',
    'export const handler = async () => { console.log(process.env._X_AMZN_TRACE_ID) }',
    ACTIVE,
  )
  const EventSourceArn = rig.account.arn('sqs', 'orders')
  await rig.functions.send(new CreateEventSourceMappingCommand({ FunctionName: 'orders', EventSourceArn }))
  await sqs.sendMessage({
    QueueUrl,
    MessageBody: '1',
    MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: SAMPLED } },
  })
  await rig.ended('orders', 1)
  const [, traceId] =
    /Root=([^;]+);Parent=[0-9a-f]{16};Sampled=1/.exec(rig.logged('/aws/lambda/orders').join()) ?? []
  expect(traceId).not.toBe(TRACE)
  const [service] = await segments(traceId ?? '')
  expect(service).toMatchObject({ links: [{ trace_id: TRACE, id: '53995c3f42cd8ad8' }] })
})

function invoke(name: string, traceHeader: string) {
  const caller = { kind: 'service' as const, service: 'apigateway.amazonaws.com', sourceArn: 'arn' }
  return rig.lambda.invoke(name, {}, { caller, traceHeader })
}

interface Segment {
  id: string
  origin: string
  subsegments?: { name: string }[]
}

/** Of a trace: the service's, then the function's. */
async function segments(traceId: string): Promise<Segment[]> {
  const xray = rig.with(new XRayClient(rig.client))
  const { Traces = [] } = await xray.send(new BatchGetTracesCommand({ TraceIds: [traceId] }))
  return (Traces[0]?.Segments ?? [])
    .map(({ Document }) => JSON.parse(Document ?? '') as Segment)
    .sort((a, b) => (a.origin < b.origin ? -1 : 1))
}
