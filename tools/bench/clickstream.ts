import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import { KinesisClient, UpdateShardCountCommand } from '@aws-sdk/client-kinesis'
import { Clickstream } from '../clients/clickstream/clickstream.ts'
import { type Connection, localConnection } from '../clients/connection.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { signedFetch } from '../clients/signed-request.ts'
import { type StackOutputs, stackOutputs } from '../clients/stack-outputs.ts'
import { ClickstreamLoad, type Counted } from './clickstream-load.ts'
import { milliseconds, perSecond, type Row } from './report.ts'

const CLIENTS = 8
/** Enough shards that their limits do not determine the result. */
const SHARDS = 8
const WARM_UP_SECONDS = 5
const SECONDS = 20
const SPIKE = { before: 100, factor: 10, seconds: 10 }
const RESHARD = { eventsPerSecond: 500, seconds: 15, to: 2 * SHARDS }

/** From `POST /events` to the table of trends, on the synthesized stacks. */
export async function measureClickstream(): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ context: { streamCapacity: SHARDS } })
  try {
    const connection = localConnection(local.endpoint)
    const outputs = await stackOutputs(connection, 'Messaging-dev-Clickstream')
    const clickstream = new Clickstream(signedFetch(connection), outputs('ClickstreamApiUrl'))
    await new ClickstreamLoad(clickstream).run(CLIENTS, WARM_UP_SECONDS)
    // The spike comes first: a backlog from the other loads would be in the same minute of the metric.
    return [
      ...(await measureSpike(connection, clickstream)),
      throughput(await new ClickstreamLoad(clickstream).run(CLIENTS, SECONDS)),
      await measureReshard(connection, outputs, clickstream),
    ]
  } finally {
    await local.stop()
  }
}

function throughput({ accepted, counted, acceptedMs, countedMs }: Counted): Row {
  return {
    what: `events, POST to trends (${CLIENTS} clients, 100 per request, ${SECONDS} s, ${SHARDS} shards)`,
    measured: perSecond((counted / countedMs) * 1000, 'events'),
    beside: `accepted ${perSecond((accepted / acceptedMs) * 1000, 'events')}, last counted ${milliseconds(countedMs - acceptedMs)} later`,
    target: { text: 'each counted once', met: accepted === counted },
  }
}

/** A steady rate, then ten times that rate, each for the same time. */
async function measureSpike(connection: Connection, clickstream: Clickstream): Promise<Row[]> {
  const load = new ClickstreamLoad(clickstream)
  const { before, factor, seconds } = SPIKE
  await load.send(1, seconds, before)
  await load.untilCounted()
  const spike = new Date()
  await load.send(CLIENTS, seconds, before * factor)
  const sent = performance.now()
  await load.untilCounted()
  const drainMs = performance.now() - sent
  return [
    {
      what: `iterator age during a spike of ${factor} times the rate (${before * factor} events/s for ${seconds} s)`,
      measured: `at most ${milliseconds(await iteratorAge(connection, spike, new Date()))}`,
      beside: `all counted ${milliseconds(drainMs)} after the spike`,
    },
  ]
}

/**
 * The greatest age of a batch when the trends function was invoked, in ms. Metrics have a resolution of a minute, so
 * this is the greatest of the minutes from `from` to `to`.
 */
async function iteratorAge(connection: Connection, from: Date, to: Date): Promise<number> {
  const client = new CloudWatchClient(connection)
  const metric = { Namespace: 'AWS/Lambda', MetricName: 'IteratorAge' }
  const { Metrics: [found] = [] } = await client.send(new ListMetricsCommand(metric))
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      ...metric,
      Dimensions: found?.Dimensions,
      StartTime: new Date(from.getTime() - (from.getTime() % 60_000)),
      EndTime: new Date(to.getTime() + 60_000),
      Period: 60,
      Statistics: ['Maximum'],
    }),
  )
  if (Datapoints.length === 0) throw new Error('The trends function has no metric IteratorAge.')
  return Math.max(...Datapoints.map(({ Maximum = 0 }) => Maximum))
}

async function measureReshard(
  connection: Connection,
  outputs: StackOutputs,
  clickstream: Clickstream,
): Promise<Row> {
  const { eventsPerSecond, seconds, to } = RESHARD
  const resharding = async () => {
    await sleep((seconds * 1000) / 3)
    await new KinesisClient(connection).send(
      new UpdateShardCountCommand({
        StreamName: outputs('StreamName'),
        TargetShardCount: to,
        ScalingType: 'UNIFORM_SCALING',
      }),
    )
  }
  const [{ accepted, counted }] = await Promise.all([
    new ClickstreamLoad(clickstream).run(CLIENTS, seconds, eventsPerSecond),
    resharding(),
  ])
  return {
    what: `events while ${SHARDS} shards become ${to}: lost, counted twice`,
    measured: `${Math.max(0, accepted - counted)}, ${Math.max(0, counted - accepted)} of ${accepted}`,
    target: { text: 'none', met: accepted === counted },
  }
}
