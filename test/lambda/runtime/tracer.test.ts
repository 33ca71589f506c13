import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PARENT, ROOT, XRayDaemon } from '../xray-daemon.ts'

const daemon = new XRayDaemon()
let tracer: typeof import('../../../lambda/runtime/tracer.ts')
let sdkClients: typeof import('../../../lambda/runtime/sdk-clients.ts')

beforeAll(async () => {
  process.env.AWS_REGION = 'us-east-1'
  await daemon.open()
  tracer = await import('../../../lambda/runtime/tracer.ts')
  sdkClients = await import('../../../lambda/runtime/sdk-clients.ts')
})
afterAll(() => daemon.close())

test('two records side by side have a subsegment each, found by what they were annotated with', async () => {
  daemon.invoked(true)
  let meet = () => {}
  const met = new Promise<void>(resolve => {
    meet = resolve
  })
  await tracer.inSubsegment('batch', async () => {
    await Promise.all([
      tracer.inSubsegment('record', async annotate => {
        await met
        annotate({ purchaseId: 'p-1' })
      }),
      tracer.inSubsegment('record', async annotate => {
        annotate({ purchaseId: 'p-2' })
        meet()
      }),
    ])
  })
  const all = await daemon.received(3)
  const batch = all.find(({ name }) => name === 'batch')
  const records = all.filter(({ name }) => name === 'record')
  expect(batch).toMatchObject({ parent_id: PARENT, trace_id: ROOT })
  expect(records.map(({ parent_id }) => parent_id)).toEqual([batch?.id, batch?.id])
  expect(records.map(({ annotations }) => annotations?.purchaseId).toSorted()).toEqual(['p-1', 'p-2'])
})

test('a failure closes its subsegment and marks it, without the text of the error', async () => {
  daemon.invoked(true)
  const work = tracer.inSubsegment('record', () => Promise.reject(new Error('ada@mail.example')))
  await expect(work).rejects.toThrow('ada@mail.example')
  const [segment] = await daemon.received(1)
  expect(segment).toMatchObject({ name: 'record', fault: true, end_time: expect.any(Number) })
  expect(JSON.stringify(segment)).not.toContain('ada@')
})

test('a trace that is not sampled costs no subsegment', async () => {
  daemon.invoked(false)
  const segment = await tracer.inSubsegment('record', async annotate => {
    annotate({ purchaseId: 'p-3' })
    return tracer.tracer.getSegment()
  })
  expect(segment?.name).toBe('facade')
})

test('there is one client of a class', () => {
  expect(sdkClients.sdkClient(SQSClient)).toBe(sdkClients.sdkClient(SQSClient))
})

test('each request carries its trace; those of a trace that is not sampled leave nothing with X-Ray', async () => {
  const headers: (string | string[] | undefined)[] = []
  const server = createServer((request, response) => {
    headers.push(request.headers['x-amzn-trace-id'])
    response.end('{}')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  Object.assign(process.env, {
    AWS_LAMBDA_FUNCTION_NAME: 'function',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  const sqs = sdkClients.sdkClient(SQSClient)
  for (const sampled of [false, true, false]) {
    daemon.invoked(sampled)
    await tracer.inSubsegment('record', () => sqs.send(new ListQueuesCommand({})))
  }
  const segments = await daemon.received(2)
  const [request, record] = segments
  expect(record?.name).toBe('record')
  expect(request).toMatchObject({ name: 'SQS', parent_id: record?.id })
  expect(segments).toHaveLength(2)
  expect(headers).toEqual([
    expect.stringContaining(`Root=${ROOT};Parent=${PARENT};Sampled=0`),
    `Root=${ROOT};Parent=${request?.id};Sampled=1`,
    expect.stringContaining(`Root=${ROOT};Parent=${PARENT};Sampled=0`),
  ])
  sqs.destroy()
  server.close()
})
