import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { median, perSecond, type Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

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
  const bare = spawn(process.execPath, [beside('bare-stream-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(bare.stdout, 'data')
    const [, http1 = '', http2 = ''] = String(line).trim().split(' ')
    const endpoints = { http1, http2 }
    const rows: Row[] = []
    for (const client of ['sdk', 'raw'] as const) {
      for (const protocol of ['http1', 'http2'] as const) {
        rows.push(...(await compared(endpoints[protocol], client, protocol)))
      }
    }
    return rows
  } finally {
    bare.kill()
  }
}

async function compared(bare: string, client: Client, protocol: Protocol): Promise<Row[]> {
  // A new one each time: what it keeps of earlier streams would slow it down.
  const local = await LocalAwsProcess.start({ empty: true })
  try {
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        local: await rates(local.endpoint, client, protocol),
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

async function rates(endpoint: string, client: Client, protocol: Protocol): Promise<Rates> {
  const args = [endpoint, SECONDS_A_PHASE, client, protocol]
  return JSON.parse((await runScript(beside('kinesis-load.ts'), args)).output)
}

function row(what: string, phase: keyof Rates, rounds: readonly Round[]): Row & { ratio: number } {
  return {
    what,
    measured: perSecond(median(rounds.map(({ local }) => local[phase])), 'records'),
    beside: `bare server ${perSecond(median(rounds.map(({ bare }) => bare[phase])), 'records')}`,
    ratio: median(rounds.map(({ local, bare }) => local[phase] / bare[phase])),
  }
}

function held(measured: Row & { ratio: number }): Row {
  return { ...measured, target: { text: `≥ ${TARGET}×`, met: measured.ratio >= TARGET } }
}
