/* `npm run trace -- <id>`: where one purchase, video or post is, from CloudWatch Logs and the stage's wiring. */
import { writeFileSync } from 'node:fs'
import { MissingStageError } from '../clients/missing-stage.ts'
import type { Target } from '../clients/target.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { type Options, parseCommandLine, type TraceOptions, USAGE } from './command-line.ts'
import { findPurchases } from './customer/find-purchases.ts'
import { purchaseLines } from './customer/report.ts'
import { findTrace, type Trace } from './find-trace.ts'
import { follow, isComplete, shower } from './follow.ts'
import { fullId, UnknownIdError, unknownId } from './full-id.ts'
import { tracePage } from './html/page.ts'
import { traceLines } from './report.ts'
import { findSession } from './session/find-session.ts'
import { sessionLines } from './session/report.ts'

/** @returns whether all has arrived */
async function run(options: Options): Promise<boolean> {
  switch (options.kind) {
    case 'customer': {
      const found = await findPurchases({ ...options.target, ...options })
      print(options, found, () => purchaseLines(found, new Date()))
      return found.purchases.length > 0 && found.purchases.every(({ state }) => state === 'complete')
    }
    case 'session': {
      const found = await findSession({ ...options.target, ...options })
      print(options, found, () => sessionLines(found))
      return found.events.length > 0 && found.events.every(({ counted }) => counted === 'counted')
    }
    case 'trace':
      return options.follow ? followTrace(options) : showTrace(options)
  }
}

type TraceRun = TraceOptions & { target: Target; json: boolean }

async function showTrace({ target, id, since, html, json }: TraceRun): Promise<boolean> {
  const correlationId = await fullId(target, id, since)
  const trace = await findTrace({ ...target, correlationId, since })
  if (trace.hops.length === 0) throw unknownId(target, correlationId)
  if (html !== undefined) writeFileSync(html, tracePage(trace, new Date()))
  print({ json }, trace, () => traceLines(trace, new Date()))
  return isComplete(trace)
}

function followTrace({ target, id, since }: TraceRun): Promise<boolean> {
  return interruptible(async signal => {
    const correlationId = await fullId(target, id, since)
    const look = (): Promise<Trace> => findTrace({ ...target, correlationId, since })
    return follow({ look, show: shower(), signal })
  })
}

function print({ json }: { json: boolean }, found: object, lines: () => string[]): void {
  if (json) console.log(JSON.stringify(found, null, 2))
  else for (const line of lines()) console.log(line)
}

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args, Date.now())
  if (!options) return console.log(USAGE)
  process.exitCode = (await run(options)) ? 0 : 1
}

main(process.argv.slice(2)).catch(error => {
  console.error(failureText(error, USAGE, [MissingStageError, UnknownIdError, InterruptedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
})
