/* `npm run gameday`: the claim that an outage of a dependency kills no message, as an experiment. */
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { type Connection, localConnection } from '../clients/connection.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { makeClip } from '../clients/video/clip.ts'
import { encodesHere } from '../clients/video/ffmpeg.ts'
import { failureText } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress, red } from '../terminal/terminal.ts'
import { drawing } from './chart/drawing.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { Experiment } from './experiment.ts'
import { findConsumers, MissingStageError } from './find-consumers.ts'
import { removeLeftovers, restoreEverything, StoppedConsumerError } from './leftovers.ts'
import { StillDownError } from './outage.ts'
import type { OutageTarget } from './outage-target.ts'
import { loadMs, type Plan } from './plan.ts'
import { report } from './report.ts'
import { findStage } from './stage.ts'
import { StageClock } from './stage-clock.ts'
import { summarize } from './summary.ts'
import { Switches } from './switches.ts'

/** Small: what is looked at is the waiting, not the encoding. */
const CLIP = { seconds: 1, size: '320x240' }
/** What is neither load nor waiting: starting, reading logs. */
const REST_MS = 5 * 60_000

/** The time that a run may take at the longest was over. */
class GivenUpError extends Error {
  override readonly name = 'GivenUpError'

  constructor(afterMs: number) {
    super(`Given up after ${minutes(afterMs)} minutes.`)
  }
}

type Run = Extract<Command, { kind: 'run' }>

async function main(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args)
  if (command.kind === 'help') return console.log(USAGE)
  if (command.kind === 'restore') return restore(command.stage)
  const { plan } = command
  const limit = AbortSignal.timeout(longestMs(plan))
  await interruptible(interruption => {
    const signal = AbortSignal.any([interruption, limit])
    return (command.account ? onAccount(command, signal) : onLocalAws(command, signal)).catch(cause => {
      // Also where an interruption is why it ended, which is then all that is told.
      if (cause instanceof StillDownError) sayStillDown(cause)
      else if (signal.aborted) console.error('\nAll that was taken down is restored.')
      throw limit.aborted && !interruption.aborted ? new GivenUpError(longestMs(plan)) : cause
    })
  })
}

async function restore(stage: string): Promise<void> {
  const switches = new Switches({}, await findConsumers({}, stage))
  const restored = await restoreEverything(switches).catch(cause => {
    if (cause instanceof StillDownError) sayStillDown(cause)
    throw cause
  })
  tellRestored(restored)
  if (restored.length === 0) console.log(`Nothing of the stage ${stage} was down.`)
}

function onAccount(command: Run, signal: AbortSignal): Promise<void> {
  return run({}, `the account's stage ${command.stage}`, StageClock.real(), command, signal)
}

async function onLocalAws(command: Run, signal: AbortSignal): Promise<void> {
  const { timeScale } = command.plan
  console.log(
    `${minutes(command.plan.outageMs)} minutes of outage, at a time scale of ${timeScale}: ` +
      `about ${Math.round(loadMs(command.plan) / timeScale / 1_000)} s of purchases, and then what the queues need.`,
  )
  progress('synthesizing the stacks and starting the local AWS…')
  const local = await LocalAwsProcess.start({ timeScale, ownProcessGroup: true })
  try {
    signal.throwIfAborted()
    const connection = localConnection(local.endpoint)
    const clock = await StageClock.scaled(connection, timeScale)
    const place = `the local AWS on this machine, ${availableParallelism()} processors`
    await run(connection, place, clock, command, signal)
  } finally {
    await local.stop()
  }
}

async function run(
  connection: Connection,
  place: string,
  clock: StageClock,
  { down, plan, out, stage: stageName, account }: Run,
  signal: AbortSignal,
): Promise<void> {
  const consumers = await findConsumers(connection, stageName)
  const stage = await findStage(connection, stageName)
  const switches = new Switches(connection, consumers)
  tellRestored(await removeLeftovers(switches))
  if (down === 'function') await switches.refuseReserved()
  const clip = down === 's3' && encodesHere() ? await makeClip(CLIP) : undefined
  const experiment = new Experiment(
    {
      connection,
      stageName,
      stage,
      consumers,
      down,
      targets: switches.targetsOf(down),
      plan,
      clock,
      clip,
      account,
    },
    progress,
  )
  const results = await experiment.run(signal)
  endProgress()
  const summary = summarize(results, { place, inboxRead: !account })
  const asExpected = report(summary)
  if (down === 's3' && !clip) console.log(`\nNo clip was uploaded: ffmpeg does not run here.`)
  await writeFile(out, drawing(summary))
  console.log(`\nDrawn in ${out}. All that was taken down is restored.`)
  process.exitCode = asExpected ? 0 : 1
}

function tellRestored(restored: readonly OutageTarget[]): void {
  for (const { name } of restored)
    console.log(`Restored ${name}: a run that was killed had left it without its dependency.`)
}

function sayStillDown(error: StillDownError): void {
  endProgress()
  console.error(red(error.message))
}

/** After that, a run is given up wherever it is. */
function longestMs(plan: Plan): number {
  return (loadMs(plan) + plan.patienceMs) / plan.timeScale + REST_MS
}

function minutes(ms: number): number {
  return Number((ms / 60_000).toFixed(1))
}

/** Errors whose message says all. */
const EXPLAINED = [MissingStageError, StoppedConsumerError, InterruptedError, GivenUpError]

main(process.argv.slice(2)).catch(cause => {
  endProgress()
  process.exitCode = 1
  if (cause instanceof StillDownError) return
  console.error(failureText(cause, USAGE, EXPLAINED))
})
