/* `npm run trace -- <id>`: shows one purchase, video or post hop by hop, from CloudWatch Logs. */
import { localConnection } from '../clients/connection.ts'
import { findTrail } from '../clients/trail.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { printHops } from './hop-table.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (!options) return console.log(USAGE)
  const { correlationId, stage, local } = options
  const connection = local === undefined ? {} : localConnection(local)
  const hops = await findTrail(connection, { correlationId, stage })
  if (hops.length === 0)
    throw new Error(`No function of the stage ${stage} has logged a hop of ${correlationId}.`)
  printHops(hops)
}

main(process.argv.slice(2)).catch(error => {
  console.error(error instanceof UsageError ? failureText(error, USAGE) : (error as Error).message)
  process.exitCode = 1
})
