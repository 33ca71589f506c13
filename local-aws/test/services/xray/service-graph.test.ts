import {
  CreateGroupCommand,
  GetServiceGraphCommand,
  type GetServiceGraphCommandInput,
  GetTraceGraphCommand,
  type Service,
} from '@aws-sdk/client-xray'
import { openXRay, type XRayRig } from './xray-rig.ts'

let aws: XRayRig

beforeEach(async () => {
  aws = await openXRay()
})
afterEach(() => aws.close())

async function graph(input: Partial<GetServiceGraphCommandInput> = {}): Promise<Service[]> {
  const now = aws.clock.now()
  const range = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now) }
  const { Services = [] } = await aws.client.send(new GetServiceGraphCommand({ ...range, ...input }))
  return Services
}

/** `client shop -> AWS::Lambda shop 1`: each edge with how many calls went over it. */
function edges(services: readonly Service[]): string[] {
  const name = (id?: number) => {
    const { Type = '', Name } = services.find(({ ReferenceId }) => ReferenceId === id) ?? {}
    return `${Type} ${Name}`.trim()
  }
  return services.flatMap(({ ReferenceId, Edges = [] }) =>
    Edges.map(
      ({ ReferenceId: to, EdgeType, SummaryStatistics }) =>
        `${name(ReferenceId)} -${EdgeType ?? ''}> ${name(to)} ${SummaryStatistics?.TotalCount}`,
    ),
  )
}

/** The segments of one purchase: a function that writes a table, calls a site, and calls another function. */
function purchase(given: Record<string, unknown> = {}) {
  const table = aws.segment({ name: 'DynamoDB', namespace: 'aws', aws: { table_name: 'orders' } })
  const site = aws.segment({ name: 'bank.example.com', namespace: 'remote', error: true, throttle: true })
  const queue = aws.segment({ name: 'SQS', namespace: 'aws' })
  const mail = aws.segment({ name: 'Lambda', namespace: 'aws' })
  const inner = aws.segment({ name: 'Invocation', subsegments: [table, site, queue, mail] })
  const root = aws.segment({ name: 'shop', origin: 'AWS::Lambda::Function', subsegments: [inner], ...given })
  const { trace_id } = root
  const called = aws.segment({
    trace_id,
    name: 'mail',
    origin: 'AWS::Lambda',
    parent_id: mail.id,
    fault: true,
  })
  return { root, called, queue }
}

/** @documented X-Ray API Reference, GetServiceGraph: services, and how they call each other */
test('services, those inferred from subsegments, and how they call each other', async () => {
  const { root, called } = purchase()
  await aws.put(root, called)
  const services = await graph()

  expect(edges(services)).toEqual([
    'AWS::Lambda::Function shop -> AWS::Lambda mail 1',
    'AWS::Lambda::Function shop -> AWS::DynamoDB::Table orders 1',
    'AWS::Lambda::Function shop -> remote bank.example.com 1',
    'AWS::Lambda::Function shop -> AWS::SQS SQS 1',
    'client shop -> AWS::Lambda::Function shop 1',
  ])
  const now = aws.clock.now()
  expect(services[0]).toMatchObject({
    ReferenceId: 0,
    Name: 'shop',
    Names: ['shop'],
    Root: true,
    AccountId: '000000000000',
    Type: 'AWS::Lambda::Function',
    State: 'active',
    StartTime: new Date(now - 100),
    EndTime: new Date(now),
    SummaryStatistics: {
      OkCount: 1,
      ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
      FaultStatistics: { OtherCount: 0, TotalCount: 0 },
      TotalCount: 1,
      TotalResponseTime: 0.1,
    },
    ResponseTimeHistogram: [{ Value: 0.1, Count: 1 }],
  })
  const byName = (name: string) => services.find(({ Name }) => Name === name)
  expect(byName('mail')?.SummaryStatistics).toMatchObject({ OkCount: 0, FaultStatistics: { TotalCount: 1 } })
  expect(byName('bank.example.com')).toMatchObject({
    State: 'unknown',
    SummaryStatistics: { ErrorStatistics: { ThrottleCount: 1, OtherCount: 0, TotalCount: 1 } },
  })
})

/** @documented X-Ray API Reference, GetServiceGraph, GroupName: the graph of a group */
test('traces add up, and those of a group alone can be drawn', async () => {
  const fine = purchase()
  const broken = purchase({ fault: true })
  await aws.put(fine.root, fine.called, broken.root, broken.called)
  await aws.client.send(new CreateGroupCommand({ GroupName: 'broken', FilterExpression: 'fault' }))

  const client = async (input?: object) => edges(await graph(input)).find(edge => edge.startsWith('client'))
  expect(await client()).toBe('client shop -> AWS::Lambda::Function shop 2')
  expect(await client({ GroupName: 'broken' })).toBe('client shop -> AWS::Lambda::Function shop 1')
  await expect(graph({ GroupName: 'none' })).rejects.toMatchObject({ name: 'InvalidRequestException' })

  const { Services = [] } = await aws.client.send(
    new GetTraceGraphCommand({ TraceIds: [broken.root.trace_id, fine.root.trace_id, 'unknown'] }),
  )
  expect(edges(Services)).toHaveLength(5)
})

/** @documented X-Ray API Reference, Edge, EdgeType: the value link is for linked traces */
test('a trace that is linked to another is called from there ("EdgeType … a value of link")', async () => {
  const { root, called, queue } = purchase()
  const links = [{ trace_id: root.trace_id, id: queue.id, attributes: { ReferenceType: 'parent' } }]
  await aws.put(root, called, aws.segment({ name: 'receipt', origin: 'AWS::Lambda', links }))

  expect(edges(await graph())).toContain('AWS::Lambda::Function shop -link> AWS::Lambda receipt 1')
})

/** @documented X-Ray API Reference, GetServiceGraph: StartTime and EndTime of the time frame */
test('the time range is of the ids of traces', async () => {
  await aws.put(purchase().root)
  await aws.clock.advanceBy({ hours: 2 })
  expect(await graph()).toEqual([])
  await expect(graph({ EndTime: new Date(0) })).rejects.toThrow('StartTime must be before EndTime')
})
