import { load } from './load.ts'
import { median, perSecond, type Row } from './row.ts'
import { Server } from './server.ts'

const ROUNDS = 5
const SECONDS_A_PHASE = '2'
const TARGET = 0.7

const PROTOCOLS = { http1: 'HTTP/1.1', http2: 'HTTP/2' } as const
type Protocol = keyof typeof PROTOCOLS
type Client = 'sdk' | 'raw'

interface Rates {
  put: number
  got: number
}

interface Round {
  local: Rates
  bare: Rates
}

/**
 * Kinesis's own work beside a server that only parses, hashes and keeps, in turns on fresh streams: as an application
 * meets it, through the SDK, and by raw connections that cost the client next to nothing.
 */
export async function measureKinesisRates(): Promise<Row[]> {
  const bare = await Server.start('bare-stream-server.ts')
  try {
    const [http1 = '', http2 = ''] = bare.endpoints
    const endpoints = { http1, http2 }
    const rows: Row[] = []
    for (const client of ['sdk', 'raw'] as const) {
      for (const protocol of ['http1', 'http2'] as const) {
        rows.push(...(await compared(endpoints[protocol], client, protocol)))
      }
    }
    return rows
  } finally {
    await bare.stop()
  }
}

async function compared(bare: string, client: Client, protocol: Protocol): Promise<Row[]> {
  // A new one each time: what it keeps of earlier streams would slow it down.
  const local = await Server.localAws()
  const [endpoint = ''] = local.endpoints
  try {
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        local: await rates(endpoint, client, protocol),
        bare: await rates(bare, client, protocol),
      })
    }
    const through = `16 ${client === 'sdk' ? 'SDK clients' : 'raw connections'}, ${PROTOCOLS[protocol]}`
    const rows = [
      row(`Kinesis PutRecords, 100 a call, ${through}`, 'put', rounds),
      row(`Kinesis GetRecords, 100 a call, ${through}`, 'got', rounds),
    ]
    return client === 'sdk' ? rows.map(held) : rows
  } finally {
    await local.stop()
  }
}

function rates(endpoint: string, client: Client, protocol: Protocol): Promise<Rates> {
  return load('kinesis-load.ts', endpoint, SECONDS_A_PHASE, client, protocol)
}

function row(what: string, phase: keyof Rates, rounds: readonly Round[]): Row {
  return {
    what,
    measured: perSecond(median(rounds.map(({ local }) => local[phase])), 'records'),
    beside: `bare server ${perSecond(median(rounds.map(({ bare }) => bare[phase])), 'records')}`,
    ratio: median(rounds.map(({ local, bare }) => local[phase] / bare[phase])),
  }
}

function held(measured: Row): Row {
  return { ...measured, target: { text: `≥ ${TARGET}×`, met: measured.ratio >= TARGET } }
}
