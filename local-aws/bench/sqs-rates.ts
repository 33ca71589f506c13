import { load } from './load.ts'
import { median, perSecond, type Row } from './row.ts'
import { Server } from './server.ts'

const ROUNDS = 5
const SECONDS_A_PHASE = '2'
/** So many that the server has compiled what it runs after the first round. */
const CALLS = 3_000

/**
 * SQS's own work beside a server that does none of it, in turns on fresh queues: as an application meets it,
 * through the SDK, and by raw connections that cost the client next to nothing.
 */
export async function measureSqsRates(): Promise<Row[]> {
  const local = await Server.localAws()
  const bare = await Server.start('bare-server.ts')
  try {
    const inTurns = async (kind: 'sdk' | 'raw') => {
      const rounds: Round[] = []
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({ local: await rates(local, kind), bare: await rates(bare, kind) })
      }
      return rounds
    }
    const sdk = await inTurns('sdk')
    const raw = await inTurns('raw')
    const calls: CallTimes[] = []
    for (let round = 0; round < ROUNDS; round++) {
      calls.push({ local: await timeOfCall(local), bare: await timeOfCall(bare) })
    }
    return [
      held(row('SQS send, 16 SDK clients, batches of 10', 'sent', sdk)),
      held(row('SQS receive and delete, 16 SDK clients, batches of 10', 'received', sdk)),
      row('SQS send, 16 raw connections', 'sent', raw),
      row('SQS receive and delete, 16 raw connections', 'received', raw),
      callRow(calls),
    ]
  } finally {
    await bare.stop()
    await local.stop()
  }
}

interface Rates {
  sent: number
  received: number
}

interface Round {
  local: Rates
  bare: Rates
}

function rates({ endpoints: [endpoint = ''] }: Server, kind: 'sdk' | 'raw'): Promise<Rates> {
  return load('sqs-load.ts', endpoint, SECONDS_A_PHASE, kind)
}

function row(what: string, phase: keyof Rates, rounds: readonly Round[]): Row {
  return {
    what,
    measured: perSecond(median(rounds.map(({ local }) => local[phase])), 'messages'),
    beside: `bare HTTP server ${perSecond(median(rounds.map(({ bare }) => bare[phase])), 'messages')}`,
    ratio: median(rounds.map(({ local, bare }) => local[phase] / bare[phase])),
  }
}

/** In µs of processor time. */
interface CallTimes {
  local: number
  bare: number
}

async function timeOfCall(server: Server): Promise<number> {
  const before = await server.processorTime()
  await load('call-load.ts', server.endpoints[0] ?? '', String(CALLS))
  return ((await server.processorTime()) - before) / CALLS
}

function callRow(rounds: readonly CallTimes[]): Row {
  return {
    what: 'SQS processor time of a call, 1 raw connection',
    measured: microseconds(median(rounds.map(({ local }) => local))),
    beside: `bare HTTP server ${microseconds(median(rounds.map(({ bare }) => bare)))}`,
    ratio: median(rounds.map(({ local, bare }) => local / bare)),
  }
}

const microseconds = (value: number) => `${value.toFixed(0)} µs`

function held(measured: Row): Row {
  return { ...measured, target: { text: '≥ 0.85×', met: measured.ratio >= 0.85 } }
}
