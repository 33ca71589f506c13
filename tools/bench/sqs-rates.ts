import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { median, perSecond, type Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

const ROUNDS = 5
const SECONDS_A_PHASE = '2'

/**
 * SQS's own work beside a server that does none of it, in turns on fresh queues: as an application meets it,
 * through the SDK, and by raw connections that cost the client next to nothing.
 */
export async function measureSqsRates(): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ empty: true })
  const bare = spawn(process.execPath, [beside('bare-server.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(bare.stdout, 'data')
    const bareEndpoint = String(line).trim().replace('ready ', '')
    const inTurns = async (kind: 'sdk' | 'raw') => {
      const rounds: Round[] = []
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({ local: await rates(local.endpoint, kind), bare: await rates(bareEndpoint, kind) })
      }
      return rounds
    }
    const sdk = await inTurns('sdk')
    const raw = await inTurns('raw')
    return [
      held(row('SQS send, 16 SDK clients, batches of 10', 'sent', sdk)),
      held(row('SQS receive and delete, 16 SDK clients, batches of 10', 'received', sdk)),
      row('SQS send, 16 raw connections', 'sent', raw),
      row('SQS receive and delete, 16 raw connections', 'received', raw),
    ]
  } finally {
    bare.kill()
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

async function rates(endpoint: string, kind: 'sdk' | 'raw'): Promise<Rates> {
  return JSON.parse((await runScript(beside('sqs-load.ts'), [endpoint, SECONDS_A_PHASE, kind])).output)
}

function row(what: string, phase: keyof Rates, rounds: readonly Round[]): Row & { ratio: number } {
  return {
    what,
    measured: perSecond(median(rounds.map(({ local }) => local[phase])), 'messages'),
    beside: `bare HTTP server ${perSecond(median(rounds.map(({ bare }) => bare[phase])), 'messages')}`,
    ratio: median(rounds.map(({ local, bare }) => local[phase] / bare[phase])),
  }
}

function held(measured: Row & { ratio: number }): Row {
  return { ...measured, target: { text: '≥ 0.85×', met: measured.ratio >= 0.85 } }
}
