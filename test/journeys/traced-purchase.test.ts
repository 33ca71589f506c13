import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from '@aws-sdk/client-xray'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { eventually } from './messaging.ts'
import { Shop } from './shop.ts'

let shop: Shop<SteppedClock>
beforeAll(async () => {
  shop = await Shop.on(new SteppedClock(Date.now()))
  // S3 tries its notifications when it is told of them: those two are the first requests of their second.
  const video = await shop.messaging.outputs('Video')
  await shop.messaging.drained(video('UploadsQueueUrl'))
  await shop.messaging.drained(video('EncodedQueueUrl'))
  await shop.messaging.clock.advanceBy({ seconds: 2 })
})
afterAll(() => shop.close())

// Lambda: "the first request each second and five percent of additional requests" are sampled.
test('the first purchase of a second is in X-Ray, found by its id, from the API to shipping', async () => {
  const purchaseId = await shop.place('ada')
  await shop.untilShipped([purchaseId])

  const xray = new XRayClient(shop.messaging.connection)
  const travelled = [
    await shop.messaging.functionName('shop-buying'),
    await shop.messaging.functionName('shop-shipping'),
  ]
  // The segments of other consumers may come before; it ends when both are there, or by the test's timeout.
  await eventually(async () => {
    const { TraceSummaries = [] } = await xray.send(
      new GetTraceSummariesCommand({
        StartTime: new Date(shop.messaging.clock.now() - 60_000),
        EndTime: new Date(shop.messaging.clock.now() + 60_000),
        FilterExpression: `annotation.purchaseId = "${purchaseId}"`,
      }),
    )
    if (TraceSummaries.length === 0) return undefined
    const { Traces = [] } = await xray.send(
      new BatchGetTracesCommand({ TraceIds: TraceSummaries.map(({ Id }) => Id as string) }),
    )
    const segments = Traces.flatMap(trace => trace.Segments ?? []).map(({ Document }) =>
      JSON.parse(Document as string),
    )
    const names = segments
      .filter(({ origin }) => origin === 'AWS::Lambda::Function')
      .map(({ name }) => name as string)
    return travelled.every(name => names.includes(name)) || undefined
  })

  const { TraceSummaries = [] } = await xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(shop.messaging.clock.now() - 60_000),
      EndTime: new Date(shop.messaging.clock.now() + 60_000),
      // As the stage's group is used in the console.
      FilterExpression: `group.name = "Messaging-dev" AND annotation.correlationId = "${purchaseId}"`,
    }),
  )
  expect(TraceSummaries).not.toEqual([])
})
