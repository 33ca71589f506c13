import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { LocalAwsProcess } from '../local-aws-process.ts'
import { median, perSecond, type Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

const ROUNDS = 5
const SECONDS_A_PHASE = '2'

/** SQS's own work beside a server that does none of it, in turns on fresh queues. */
export async function measureSqsRates(): Promise<Row[]> {
  const local = await LocalAwsProcess.start('--empty')
  const bare = spawn(process.execPath, [beside('bare-server.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(bare.stdout, 'data')
    const bareEndpoint = String(line).trim().replace('ready ', '')
    const rounds: { local: Rates; bare: Rates }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ local: await rates(local.endpoint), bare: await rates(bareEndpoint) })
    }
    return [row('SQS send', 'sent', rounds), row('SQS receive and delete', 'received', rounds)]
  } finally {
    bare.kill()
    await local.stop()
  }
}

interface Rates {
  sent: number
  received: number
}

async function rates(endpoint: string): Promise<Rates> {
  return JSON.parse((await runScript(beside('sqs-load.ts'), [endpoint, SECONDS_A_PHASE])).output)
}

function row(what: string, phase: keyof Rates, rounds: readonly { local: Rates; bare: Rates }[]): Row {
  const ratio = median(rounds.map(({ local, bare }) => local[phase] / bare[phase]))
  return {
    what: `${what} (16 clients, batches of 10)`,
    measured: perSecond(median(rounds.map(({ local }) => local[phase])), 'messages'),
    beside: `bare HTTP server ${perSecond(median(rounds.map(({ bare }) => bare[phase])), 'messages')}`,
    ratio,
    target: { text: '≥ 0.85×', met: ratio >= 0.85 },
  }
}
