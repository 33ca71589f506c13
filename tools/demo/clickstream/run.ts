import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import {
  type Acceptance,
  Clickstream,
  type PageEvent,
  type ProductTrend,
} from '../../clients/clickstream/clickstream.ts'
import { type Figures, figuresOf, sameFigures } from '../../clients/clickstream/figures.ts'
import type { Connection } from '../../clients/connection.ts'
import { type DeadLetter, peekDeadLetters } from '../../clients/dead-letters.ts'
import { placePurchase } from '../../clients/shop/place-purchase.ts'
import { signedFetch } from '../../clients/signed-request.ts'
import { stackOutputs } from '../../clients/stack-outputs.ts'
import { ReplayFunction } from '../../replay/replay-function.ts'
import { replayTrends } from '../../replay/replay-trends.ts'
import { askLake, type LakeAnswer } from './lake-question.ts'
import { type Visits, visits } from './scenario.ts'

const DEADLINE_MS = 20_000
const EVENTS_A_REQUEST = 100
/** The number of valid records before and after the record that is not an event. */
const NEIGHBOURS = 10

export interface ClickstreamResult {
  visits: Visits
  /** The response to the request with the invalid event. */
  mixed: Acceptance
  /** The figures by product over the minutes of the visits. */
  live: ReadonlyMap<string, Figures>
  /** The count of events that came too late. */
  late: number
  /** The records that the trends function gave up, as dead letters of the function that retried them. */
  deadLetters: DeadLetter[]
  /** The views in the valid records around the poison record. */
  neighbours: { expected: number; counted: number }
  /** How the replayed figures compare with the live figures. */
  replay: { compared: number; differing: number }
  lake: LakeAnswer
}

/** Sends the scenario's visits and a record that is not an event, and waits until everything is counted. */
export async function runClickstream(
  connection: Connection,
  stage: string,
  report: (line: string) => void,
): Promise<ClickstreamResult> {
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Clickstream`)
  const shop = await stackOutputs(connection, `Messaging-${stage}-Shop`)
  const request = signedFetch(connection)
  const clickstream = new Clickstream(request, outputs('ClickstreamApiUrl'))
  const start = Date.now()
  const planned = visits(start)

  report('sending a record that is not an event, among others…')
  const sku = `neighbour-${randomUUID().slice(0, 8)}`
  await putPoison(connection, outputs('StreamName'), sku)

  report(`${planned.events.length} events of ${planned.sessions} sessions…`)
  const mixed = await clickstream.send([planned.invalid, planned.late])
  const requests = inRequests(planned.events)
  // Each is sent twice, as a backend does that got no response.
  for (const events of [...requests, ...requests]) await clickstream.send(events)
  for (const purchase of planned.purchases) await placePurchase(request, shop('ShopApiUrl'), purchase)

  const end = performance.now() + DEADLINE_MS
  for (;;) {
    const trends = await trendsBetween(clickstream, start - 60_000, Date.now())
    const deadLetters = await peekDeadLetters(connection, outputs('GivenUpBatchesDeadLetterQueueUrl'))
    const live = figuresOf(trends.filter(one => planned.expected.has(one.sku)))
    const late = await lateEvents(clickstream, planned.late)
    const counted = figuresOf(trends).get(sku)?.views ?? 0
    const complete =
      sameFigures(live, planned.expected) && late > 0 && counted === 2 * NEIGHBOURS && deadLetters.length > 0
    if (complete || performance.now() > end) {
      report('replaying from the stream…')
      const replay = new ReplayFunction(connection, outputs('ReplayFunctionName'))
      const { comparison } = await replayTrends(replay, { from: minuteOf(start - 60_000) })
      report('asking the lake…')
      return {
        visits: planned,
        mixed,
        live,
        late,
        deadLetters,
        neighbours: { expected: 2 * NEIGHBOURS, counted },
        replay: {
          compared: comparison?.productMinutes ?? 0,
          differing: (comparison?.rose ?? 0) + (comparison?.fell ?? 0),
        },
        lake: await askLake(connection, outputs, start, planned.expected),
      }
    }
    report(`counting: ${[...live.values()].reduce((sum, { views }) => sum + views, 0)} views so far…`)
    await sleep(100)
  }
}

function inRequests(events: readonly PageEvent[]): PageEvent[][] {
  const count = Math.ceil(events.length / EVENTS_A_REQUEST)
  return Array.from({ length: count }, (_, index) =>
    events.slice(index * EVENTS_A_REQUEST, (index + 1) * EVENTS_A_REQUEST),
  )
}

/** In one call to the stream, without the API, as a producer with a bug does. */
async function putPoison(connection: Connection, StreamName: string, sku: string): Promise<void> {
  const good = () => record(JSON.stringify(viewed(sku)))
  const neighbours = () => Array.from({ length: NEIGHBOURS }, good)
  await new KinesisClient(connection).send(
    new PutRecordsCommand({
      StreamName,
      Records: [...neighbours(), record('{"oops": 1'), ...neighbours()],
    }),
  )
}

function record(text: string): { PartitionKey: string; Data: Uint8Array } {
  return { PartitionKey: SESSION, Data: Buffer.from(text) }
}

const SESSION = 'producer-with-a-bug'

function viewed(sku: string): object {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type: 'clickstream.product.viewed.v1',
    source: 'urn:messaging:demo:producer-with-a-bug',
    subject: sku,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    correlationid: SESSION,
    data: { sessionId: SESSION, sku },
  }
}

/** The trends of each minute from that of `from` to that of `to`, both in ms since the epoch. */
async function trendsBetween(clickstream: Clickstream, from: number, to: number): Promise<ProductTrend[]> {
  const minutes: string[] = []
  for (let time = from - (from % 60_000); time <= to; time += 60_000) minutes.push(minuteOf(time))
  return (await Promise.all(minutes.map(minute => clickstream.trends(minute)))).flat()
}

async function lateEvents(clickstream: Clickstream, { time, sku }: PageEvent): Promise<number> {
  const trends = await clickstream.trends(minuteOf(Date.parse(time)))
  return trends.find(one => one.sku === sku)?.late ?? 0
}

function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`
}
