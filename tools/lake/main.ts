/* `npm run lake`: SQL over the events of the lake, by Athena. */

import { MissingStageError } from '../clients/missing-stage.ts'
import { stackOutputs } from '../clients/stack-outputs.ts'
import type { Target } from '../clients/target.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { count, duration } from '../terminal/duration.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, oneLine, progress } from '../terminal/terminal.ts'
import { type Answer, AthenaQueries, QueryFailedError } from './athena-queries.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { executionParameters } from './parameters.ts'
import { bytes, priceOf, usd } from './price.ts'
import { refuseUnlessReading } from './reading-statement.ts'
import { csvDocument, jsonDocument } from './result-documents.ts'
import { tableLines } from './result-table.ts'
import { printSavedQueries, savedQuery } from './saved-queries.ts'

async function main(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args)
  if (!command) return console.log(USAGE)
  if (command.kind === 'list') return printSavedQueries(await (await lakeOf(command.target)).saved())
  if ('sql' in command.query) refuseUnlessReading(command.query.sql)
  return interruptible(signal => ask(command, signal))
}

async function ask(command: Extract<Command, { kind: 'query' }>, signal: AbortSignal): Promise<void> {
  const { query, parameters, format, limit } = command
  const lake = await lakeOf(command.target)
  const sql = 'sql' in query ? query.sql : savedQuery(await lake.saved(), query.saved).sql
  const values = executionParameters(sql, parameters, Date.now())
  const answer = await lake.run({ sql, parameters: values, limit }, signal, ({ state, ...now }) =>
    progress(`${state.toLowerCase()}: ${bytes(now.bytesScanned)} read in ${duration(now.elapsedMs)}…`),
  )
  endProgress()
  if (format === 'json') console.log(jsonDocument(answer))
  else if (format === 'csv') process.stdout.write(csvDocument(answer))
  else printTable(answer)
  // Beside the rows, which may go into a file.
  console.error(summary(answer, limit))
}

/** @throws Error if the stage has no lake */
async function lakeOf({ connection, stage, place }: Target): Promise<AthenaQueries> {
  const stack = `Messaging-${stage}-Clickstream`
  const outputs = await stackOutputs(connection, stack).catch((error: Error) => {
    if (!/no stack|does not exist/.test(error.message)) throw error
    throw new MissingStageError(
      `${place} has no stack ${stack}: deploy it (README, "Deploy"), start the local AWS with npm start, or say --stage.`,
    )
  })
  return new AthenaQueries(connection, outputs('LakeWorkgroupName'), outputs('LakeDatabaseName'))
}

function printTable(answer: Answer): void {
  const width = process.stdout.isTTY ? process.stdout.columns : undefined
  for (const line of tableLines(answer, width)) console.log(line)
}

function summary({ rows, complete, bytesScanned, elapsedMs, isCharged }: Answer, limit: number): string {
  const found = `${count(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}`
  const more = complete ? '' : `, and there are more (--limit ${limit})`
  const price = isCharged ? usd(priceOf(bytesScanned)) : 'nothing'
  return `${found}${more}. It read ${bytes(bytesScanned)} in ${duration(elapsedMs)} and costs ${price} in us-east-1.`
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  endProgress()
  const text = failureText(error, USAGE, [MissingStageError, QueryFailedError, InterruptedError])
  console.error(text.split('\n').map(oneLine).join('\n'))
  process.exitCode = error instanceof UsageError ? 2 : 1
}
