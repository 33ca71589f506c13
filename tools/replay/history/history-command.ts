import { type StackOutputs, stackOutputs } from '../../clients/stack-outputs.ts'
import type { Target } from '../../clients/target.ts'
import { count, duration } from '../../terminal/duration.ts'
import { interruptible } from '../../terminal/interruption.ts'
import { endProgress, progress } from '../../terminal/terminal.ts'
import type { HistoryCommand } from '../command-line.ts'
import { ReplayRefusedError } from '../replay-function.ts'
import { RebuildFunction } from './rebuild-function.ts'
import { MissingError, type RebuildProgress, rebuildHistory } from './rebuild-history.ts'
import { ReplayingSubscription } from './replaying-subscription.ts'
import {
  beginningLine,
  checkLines,
  fractionOf,
  leftOutLines,
  missingText,
  previousLines,
  progressText,
  rangeText,
  replayedText,
  statusLines,
} from './report.ts'
import { resumable } from './resumption.ts'

type RebuildCommand = Extract<HistoryCommand, { kind: 'rebuild' }>

/** What a rebuild acts on. */
interface Stage {
  readonly rebuild: RebuildFunction
  readonly subscription: ReplayingSubscription
}

export async function runHistory(command: HistoryCommand): Promise<void> {
  const stage = await stageOf(command.target)
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
      return rebuildUnlessEnded(stage, command)
  }
}

async function stageOf({ connection, stage }: Target): Promise<Stage> {
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

async function rebuildUnlessEnded(stage: Stage, command: RebuildCommand): Promise<void> {
  let hasBegun = false
  const begun = () => {
    hasBegun = true
  }
  try {
    await interruptible(signal => run(stage, command, begun, signal))
  } catch (error) {
    throw hasBegun ? resumable(error, command) : error
  }
}

async function run(
  { rebuild, subscription }: Stage,
  command: RebuildCommand,
  begun: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { from, to, acceptMissing, acceptDeadLetters } = command
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
    acceptDeadLetters,
    begun: (build, continued) => {
      begun()
      console.log(beginningLine(build, continued))
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
  for (const line of [...checkLines(check, times), ...leftOutLines(build)]) console.log(line)
  console.log(`Generation ${build.generation} is live: rebuilt ${rangeText(times)}.`)
  for (const line of previousLines((await rebuild.status()).previous)) console.log(line)
}

async function abandon({ rebuild, subscription }: Stage): Promise<void> {
  // Also without a build: a killed run may have left the subscription.
  await subscription.close()
  const { build } = await rebuild.status()
  if (build) await rebuild.abandon(build.generation)
  // Also what another run has abandoned, and was killed before it deleted it.
  const deleted = `Deleted ${count(await rebuild.clean())} purchases of read models that are not in use.`
  if (!build) return console.log(`No rebuild is in progress. ${deleted}`)
  console.log(
    `Discarded the rebuild of generation ${build.generation}. The live read model is unchanged. ${deleted}`,
  )
}

async function undo({ rebuild }: Stage): Promise<void> {
  const live = await rebuild.undo()
  console.log(`Generation ${live} is live again.`)
  console.log(`Deleted ${count(await rebuild.clean())} purchases of the rebuilt read model.`)
}
