import type { Connection } from '../../clients/connection.ts'
import { type StackOutputs, stackOutputs } from '../../clients/stack-outputs.ts'
import { count, duration } from '../../terminal/duration.ts'
import { InterruptedError, interruptible } from '../../terminal/interruption.ts'
import { endProgress, progress } from '../../terminal/terminal.ts'
import type { HistoryCommand } from '../command-line.ts'
import { ReplayRefusedError } from '../replay-function.ts'
import { RebuildFunction, type Times } from './rebuild-function.ts'
import { MissingError, type RebuildProgress, rebuildHistory } from './rebuild-history.ts'
import { ReplayingSubscription } from './replaying-subscription.ts'
import {
  checkLines,
  fractionOf,
  missingText,
  progressText,
  rangeText,
  replayedText,
  statusLines,
} from './report.ts'

type RebuildCommand = Extract<HistoryCommand, { kind: 'rebuild' }>

/** What a rebuild acts on. */
interface Stage {
  readonly rebuild: RebuildFunction
  readonly subscription: ReplayingSubscription
}

export async function runHistory(connection: Connection, command: HistoryCommand): Promise<void> {
  const stage = await stageOf(connection, command.stage)
  switch (command.kind) {
    case 'status':
      for (const line of statusLines(await stage.rebuild.status())) console.log(line)
      return
    case 'abandon':
      return abandon(stage)
    case 'undo':
      return undo(stage)
    case 'discard':
      await stage.rebuild.discard()
      console.log(
        `Deleted ${count(await stage.rebuild.clean())} purchases of read models that are not in use.`,
      )
      return
    case 'rebuild':
      return interruptible(signal => run(stage, command, signal)).catch(error => {
        throw error instanceof InterruptedError ? resumable(error, command) : error
      })
  }
}

async function stageOf(connection: Connection, stage: string): Promise<Stage> {
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Shop`)
  return {
    rebuild: new RebuildFunction(connection, functionNameOf(outputs, stage)),
    subscription: new ReplayingSubscription(connection, {
      topicArn: outputs('PurchasesTopicArn'),
      queueUrl: outputs('ReplayQueueUrl'),
      liveQueueUrl: outputs('HistoryQueueUrl'),
      undeliveredQueueUrl: outputs('ReplayUndeliveredQueueUrl'),
    }),
  }
}

/** @throws ReplayRefusedError for a stage without an archive */
function functionNameOf(outputs: StackOutputs, stage: string): string {
  try {
    return outputs('RebuildFunctionName')
  } catch (cause) {
    throw new ReplayRefusedError(
      `The stage ${stage} archives no purchases, so there is no record to rebuild the read model from. Set ` +
        'purchasesArchiveDays and deploy: archiving begins then.',
      { cause },
    )
  }
}

/** Times such as `6h` are others by then. */
function resumable({ message }: InterruptedError, times: Times): InterruptedError {
  return new InterruptedError(
    `${message} To resume, run the same command with ${options(times)}. Until then, live events are written to both ` +
      'read models.',
  )
}

function options({ from, to }: Times): string {
  return to === undefined ? `--from ${from}` : `--from ${from} --to ${to}`
}

async function run(
  { rebuild, subscription }: Stage,
  command: RebuildCommand,
  signal: AbortSignal,
): Promise<void> {
  const { from, to, acceptMissing } = command
  const times = { from, ...(to !== undefined && { to }) }
  const start = performance.now()
  let before: number | undefined
  const tell = (now: RebuildProgress) => {
    if (now.step !== 'comparing') before ??= fractionOf(now.build)
    progress(progressText(now, before ?? 0, performance.now() - start))
  }
  const work = rebuildHistory(rebuild, subscription, {
    ...times,
    acceptMissing,
    begun: ({ startedAt, generation }, continued) => {
      if (continued)
        console.log(`Continues generation ${generation}, whose rebuild was begun at ${startedAt}.`)
    },
    tell,
    signal,
  })
  const { build, check } = await work.catch(error => {
    endProgress()
    if (!(error instanceof MissingError)) throw error
    for (const line of checkLines(error.check, times)) console.log(line)
    throw new ReplayRefusedError(missingText(times))
  })
  endProgress()
  console.log(`${replayedText(build)}, in ${duration(performance.now() - start)}`)
  for (const line of checkLines(check, times)) console.log(line)
  console.log(`Generation ${build.generation} is live: rebuilt ${rangeText(times)}.`)
  const { previous } = await rebuild.status()
  if (previous) {
    console.log(
      `Generation ${previous.generation} is kept until ${previous.keptUntil}: --undo goes back to it, --discard deletes it.`,
    )
  }
}

async function abandon({ rebuild, subscription }: Stage): Promise<void> {
  // Also without a build: a killed run may have left the subscription.
  await subscription.close()
  const { build } = await rebuild.status()
  if (!build) return console.log('No rebuild is in progress.')
  await rebuild.abandon(build.generation)
  await rebuild.clean()
  console.log(`Discarded the rebuild of generation ${build.generation}. The live read model is unchanged.`)
}

async function undo({ rebuild }: Stage): Promise<void> {
  const live = await rebuild.undo()
  console.log(`Generation ${live} is live again.`)
  console.log(`Deleted ${count(await rebuild.clean())} purchases of the rebuilt read model.`)
}
