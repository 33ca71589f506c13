/* `npm run trace -- <id>`: where one purchase, video or post is, from CloudWatch Logs and the stage's wiring. */
import { MissingStageError } from '../clients/missing-stage.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { findTrace } from './find-trace.ts'
import { fullId, UnknownIdError } from './full-id.ts'
import { printTrace } from './report.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (!options) return console.log(USAGE)
  const { id, target, json } = options
  const correlationId = await fullId(target, id)
  const trace = await findTrace({ ...target, correlationId })
  if (json) console.log(JSON.stringify(trace, null, 2))
  else printTrace(trace, new Date())
  process.exitCode = trace.open.length === 0 ? 0 : 1
}

main(process.argv.slice(2)).catch(error => {
  console.error(failureText(error, USAGE, [MissingStageError, UnknownIdError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
})
