import { stackOutputs } from '../clients/stack-outputs.ts'
import { count, duration } from '../terminal/duration.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress } from '../terminal/terminal.ts'
import type { TrendsCommand } from './command-line.ts'
import { type Progress, progressOf, timeLeftMs } from './progress.ts'
import { type Comparison, ReplayFunction } from './replay-function.ts'
import { replayTrends } from './replay-trends.ts'

type ReplayCommand = Extract<TrendsCommand, { kind: 'replay' }>

export async function runTrends(command: TrendsCommand): Promise<void> {
  const { connection, stage } = command.target
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Clickstream`)
  const replay = new ReplayFunction(connection, outputs('ReplayFunctionName'))
  switch (command.kind) {
    case 'status':
      return showStatus(replay)
    case 'abandon':
      return abandon(replay)
    case 'replay':
      return interruptible(signal => run(replay, command, signal)).catch(error => {
        throw error instanceof InterruptedError ? resumable(error, command) : error
      })
  }
}

/** Times such as `6h` are others by then. */
function resumable({ message }: InterruptedError, { from, to }: ReplayCommand): InterruptedError {
  const times = to === undefined ? `--from ${from}` : `--from ${from} --to ${to}`
  return new InterruptedError(`${message} To resume, run the same command with ${times}.`)
}

async function run(
  replay: ReplayFunction,
  { from, to, source }: ReplayCommand,
  signal: AbortSignal,
): Promise<void> {
  const start = performance.now()
  let before: number | undefined
  const tell = (now: Progress) => {
    before ??= now.fraction
    progress(`${counted(now)}${timeLeft(timeLeftMs(before, now.fraction, performance.now() - start))}`)
  }
  const replayed = await replayTrends(replay, { from, to, source }, tell, signal)
  endProgress()
  console.log(`${counted(replayed.progress)}, in ${duration(performance.now() - start)}`)
  if (replayed.progress.poison > 0)
    console.log(
      `${count(replayed.progress.poison)} records broke the contract, or could not be read, and were skipped.`,
    )
  showComparison(replayed.comparison)
  console.log(`Generation ${replayed.generation} is live: ${range(from, to)}.`)
}

function range(from: string, to: string | undefined): string {
  return to ? `from ${from} to ${to}` : `from ${from} on`
}

function counted({ fraction, records, events, reading }: Progress): string {
  const read = `${Math.floor(fraction * 100)} % read: ${count(records)} records, ${count(events)} events in the range`
  return reading === undefined ? read : `${read}; reading ${reading}`
}

function timeLeft(ms: number | undefined): string {
  return ms === undefined ? '' : `; about ${duration(ms)} left`
}

function showComparison(comparison: Comparison | undefined): void {
  if (!comparison) return
  const { productMinutes, rose, fell, examples, expired = 0 } = comparison
  if (expired > 0) {
    console.log(
      `The live figures of ${count(expired)} minutes had expired: those of the replay are kept for 30 days.`,
    )
  }
  console.log(`${count(productMinutes)} product-minutes compared: ${count(rose)} rose, ${count(fell)} fell.`)
  for (const { minute, sku, figures } of examples) {
    const changes = Object.entries(figures).map(
      ([name, { live, replayed }]) => `${name} ${live} → ${replayed}`,
    )
    console.log(`  ${minute}  ${sku}  ${changes.join(', ')}`)
  }
}

async function showStatus(replay: ReplayFunction): Promise<void> {
  const status = await replay.status()
  if (!status) return console.log('No replay is in progress.')
  const { generation, from, to, source = 'stream', startedAt, over } = status
  console.log(`Generation ${generation}: ${range(from, to)}, from the ${source}, started at ${startedAt}`)
  console.log(counted(progressOf(status)))
  if (over) console.log('This replay took too long to go live: discard it with --abandon and start again.')
}

async function abandon(replay: ReplayFunction): Promise<void> {
  const status = await replay.status()
  if (!status) return console.log('No replay is in progress.')
  await replay.abandon(status.generation)
  console.log(`Discarded the replay of generation ${status.generation}. The live figures are unchanged.`)
}
