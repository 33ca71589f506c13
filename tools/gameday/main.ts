/* `npm run gameday`: an experiment that the outage of a dependency loses no message. */
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { type Connection, localConnection } from '../clients/connection.ts'
import { LocalAwsProcess, StartFailedError } from '../clients/local-aws-process.ts'
import { MissingStageError } from '../clients/missing-stage.ts'
import { makeClip } from '../clients/video/clip.ts'
import { encodingObstacle } from '../clients/video/ffmpeg.ts'
import { failureText } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, progress, red } from '../terminal/terminal.ts'
import { drawing } from './chart/drawing.ts'
import { type Command, parseCommandLine, USAGE } from './command-line.ts'
import { Experiment } from './experiment.ts'
import { findConsumers } from './find-consumers.ts'
import { removeLeftovers, restoreEverything, StoppedConsumerError } from './leftovers.ts'
import { StillDownError } from './outage.ts'
import type { OutageTarget } from './outage-target.ts'
import { loadMs, type Plan } from './plan.ts'
import { report } from './report.ts'
import { findStage } from './stage.ts'
import { StageClock } from './stage-clock.ts'
import { summarize } from './summary.ts'
import { Switches } from './switches.ts'

/** Small, because the experiment measures waiting, not encoding. */
const CLIP = { seconds: 1, size: '320x240' }
/** The time for everything except the load and the waiting: starting, reading logs. */
const REST_MS = 5 * 60_000

/** A run exceeded its time limit. */
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
      // Said after an interruption, too, which is otherwise the only thing reported.
      if (cause instanceof StillDownError) sayStillDown(cause)
      else if (signal.aborted) console.error('\nEverything that was taken down is restored.')
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
      `about ${Math.round(loadMs(command.plan) / timeScale / 1_000)} s of purchases, then the time to empty the queues.`,
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
  const obstacle = down === 's3' ? await encodingObstacle() : undefined
  const clip = down === 's3' && !obstacle ? await makeClip(CLIP) : undefined
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
  if (obstacle) console.log(`\nNo clip was uploaded. ${obstacle}`)
  await writeFile(out, drawing(summary))
  console.log(`\nThe drawing is in ${out}. Everything that was taken down is restored.`)
  process.exitCode = asExpected ? 0 : 1
}

function tellRestored(restored: readonly OutageTarget[]): void {
  for (const { name } of restored) console.log(`Restored ${name}, which a killed run had left down.`)
}

function sayStillDown(error: StillDownError): void {
  endProgress()
  console.error(red(error.message))
}

/** The time limit of a run. */
function longestMs(plan: Plan): number {
  return (loadMs(plan) + plan.patienceMs) / plan.timeScale + REST_MS
}

function minutes(ms: number): number {
  return Number((ms / 60_000).toFixed(1))
}

/** Errors whose message needs no stack trace. */
const EXPLAINED = [MissingStageError, StartFailedError, StoppedConsumerError, InterruptedError, GivenUpError]

main(process.argv.slice(2)).catch(cause => {
  endProgress()
  process.exitCode = 1
  if (cause instanceof StillDownError) return
  console.error(failureText(cause, USAGE, EXPLAINED))
})
