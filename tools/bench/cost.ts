import { join } from 'node:path'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { interruptible } from '../terminal/interruption.ts'
import type { Cost } from './cost-of-purchase.ts'
import { inWords, type Round, reportCost } from './cost-report.ts'
import { OtherRevision } from './other-revision.ts'
import type { Row } from './report.ts'
import { beside, runScript } from './run-command.ts'

const CHECKOUT = join(import.meta.dirname, '../..')
/** A round takes about half a minute on an idle machine. */
const ROUND_LIMIT_MINUTES = 15

export interface CostOptions {
  against: string
  rounds: number
}

/**
 * Measures the processor time of the same purchases in this checkout, uncommitted changes included, and in another
 * revision. Each round starts the local AWS of both revisions, each with its defaults.
 *
 * @throws on any system but Linux, and for an unknown revision
 */
export async function measureCost({ against, rounds }: CostOptions): Promise<Row[]> {
  if (process.platform !== 'linux')
    throw new Error(
      `The section cost reads processor time from /proc, which only Linux has; this is ${process.platform}.`,
    )
  return interruptible(async signal => {
    const other = await OtherRevision.layOut(CHECKOUT, against, signal)
    try {
      const measured: Round[] = []
      for (let number = 1; number <= rounds; number++) {
        const round = await measureRound(other, number % 2 === 0, signal)
        process.stderr.write(`  round ${number} of ${rounds}: ${inWords(round, other.name)}\n`)
        measured.push(round)
      }
      return reportCost(measured, other.name)
    } finally {
      other.remove()
    }
  })
}

/** @param otherFirst whether the other revision goes first; rounds alternate, because going first may matter */
async function measureRound(
  { directory }: OtherRevision,
  otherFirst: boolean,
  interruption: AbortSignal,
): Promise<Round> {
  const limit = AbortSignal.timeout(ROUND_LIMIT_MINUTES * 60_000)
  const signal = AbortSignal.any([interruption, limit])
  const running: LocalAwsProcess[] = []
  try {
    for (const checkout of otherFirst ? [directory, CHECKOUT] : [CHECKOUT, directory])
      running.push(await LocalAwsProcess.start({ checkout, signal }))
    const [first, second] = await costsOn(running, signal)
    return otherFirst ? { here: second, there: first } : { here: first, there: second }
  } catch (cause) {
    if (!limit.aborted) throw cause
    throw new Error(`A round did not end within ${ROUND_LIMIT_MINUTES} minutes.`, { cause })
  } finally {
    await Promise.all(running.map(local => local.stop()))
  }
}

async function costsOn(running: readonly LocalAwsProcess[], signal: AbortSignal): Promise<[Cost, Cost]> {
  const args = running.flatMap(({ endpoint, pid }) => [endpoint, String(pid)])
  return JSON.parse((await runScript(beside('cost-load.ts'), args, {}, signal)).output)
}
