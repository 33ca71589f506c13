import { count, duration } from '../terminal/duration.ts'
import { bold, columns, dim, heading, red, yellow } from '../terminal/terminal.ts'
import { printFindings } from '../trace/findings.ts'
import { conditions } from './conditions.ts'
import type { ConsumerLoad } from './consumer-load.ts'
import { expectations } from './expectations.ts'
import { PRICES_OF } from './lambda-price.ts'
import { type Summary, titleOfRun } from './summary.ts'

/** How many reasons of dead letters to print, and how much of each; the log has the rest. */
const REASONS = 5
const REASON_LENGTH = 200

/** Prints the results. @returns whether all expectations hold */
export function report(summary: Summary): boolean {
  heading(titleOfRun(summary))
  for (const line of conditions(summary)) console.log(dim(`  ${line}`))
  reportLoads(summary.loads)
  reportDrain(summary)
  reportDeadLetters(summary)
  if (!summary.inboxRead) {
    console.log(dim('  not checked: delivery to mailboxes; SES reports that itself'))
  }
  return printFindings('What must hold despite an outage', expectations(summary))
}

function reportLoads(loads: readonly ConsumerLoad[]): void {
  heading('During the outage')
  const cost = loads.reduce((sum, each) => sum + each.cost, 0)
  columns([
    ['consumer', 'invocations', 'waited', 'failed', 'held back', 'most receives of one message'],
    ...loads
      .filter(({ invocations, mostReceives }) => invocations + mostReceives > 0)
      .map(({ service, invocations, waited, failedTries, heldBack, mostReceives }) => [
        service,
        count(invocations),
        count(waited),
        count(failedTries),
        count(heldBack),
        count(mostReceives),
      ]),
  ])
  const invocations = loads.reduce((sum, each) => sum + each.invocations, 0)
  console.log(
    `  ${count(invocations)} invocations in the whole minutes of the outage: ${bold(`${cost.toFixed(6)} USD`)} of Lambda (${PRICES_OF})`,
  )
  if (loads.some(({ metered }) => !metered)) {
    console.log(
      dim('  where CloudWatch has no number yet, invocations are counted from the log, without their cost'),
    )
  }
}

function reportDrain({ drain, longestAfterMs }: Summary): void {
  heading('After the outage')
  if (!drain) return console.log('  no backlog')
  const { backlog, stuck, tookMs, idealMs, bottleneck, ratio } = drain
  console.log(
    `  ${count(backlog)} were waiting; the last was processed after ${bold(duration(tookMs))}. Consumers without a pause ` +
      `would have taken\n  ${duration(idealMs)}, the work of ${bottleneck} ÷ its concurrency: ${bold(`${ratio.toFixed(1)} ×`)}`,
  )
  if (stuck > 0) console.log(red(`  ${count(stuck)} of them were never processed completely`))
  if (longestAfterMs !== undefined)
    console.log(`  the longest wait from the end of the outage: ${bold(duration(longestAfterMs))}`)
}

function reportDeadLetters({ deadLetters, deadLetterReasons }: Summary): void {
  if (deadLetters.length === 0) return
  heading('Dead letters')
  columns(deadLetters.map(([queue, messages]) => [queue, count(messages)]))
  for (const reason of deadLetterReasons.slice(0, REASONS)) {
    const shown = reason.length > REASON_LENGTH ? `${reason.slice(0, REASON_LENGTH)}…` : reason
    console.log(`  ${yellow(shown)}`)
  }
}
