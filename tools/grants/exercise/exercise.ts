import { setTimeout as sleep } from 'node:timers/promises'
import { LocalAwsProcess } from '../../clients/local-aws-process.ts'
import type { Target } from '../../clients/target.ts'
import { encodingObstacle } from '../../clients/video/ffmpeg.ts'
import { runClickstream } from '../../demo/clickstream/run.ts'
import { runPosts } from '../../demo/posts/run.ts'
import { runShop } from '../../demo/shop/run.ts'
import { makeDemoClip, runVideo } from '../../demo/video/run.ts'
import { readStatus } from '../../status/status.ts'
import { failureText } from '../../terminal/command-line.ts'
import { ownTarget } from '../command-line.ts'
import { readDecisions } from '../decisions.ts'
import { findingsOf, type Run, readRunOf } from '../findings.ts'
import { ringAlarms } from './alarms.ts'
import { rebuildReadModel } from './archive.ts'
import { abandonBasket } from './baskets.ts'
import { refuseDeadLetters } from './dead-letters.ts'
import { deleteStacks, deniedAtDeletion } from './deletion.ts'
import { failToDeliver } from './failing-delivery.ts'
import { failToSend } from './failing-mail.ts'
import { giveUpBatches } from './given-up.ts'
import { replayFromLake } from './lake.ts'
import { notifyOfMissingObjects } from './missing-objects.ts'
import { publishPages } from './posts.ts'
import { publishTwice } from './redelivery.ts'
import { callRoutes } from './routes.ts'
import { EXERCISED_SETTINGS } from './settings.ts'
import { openStage, type Stage } from './stage.ts'
import { encodeWhileWaiting } from './synchronous-video.ts'
import { traceFunctions } from './traces.ts'
import { refuseDeliveries } from './undelivered.ts'
import { openLinks } from './videos.ts'

/** The whole run, its start excepted: on a free machine, half of it is enough. */
const DEADLINE_MS = 240_000
const POLL_MS = 2_000
/** How long to look for more after a denial: what follows from it takes all its retries. */
const AFTER_DENIAL_MS = 6_000
/** How long messages that come again are waited for, once all steps are done. */
const SETTLING_MS = 15_000

type Report = (line: string) => void

/** A run that used the grants of a stage. */
export interface Exercise {
  readonly run: Run
  /** Whether all steps were done; if not, what they would have used is not needless. */
  readonly complete: boolean
  /** Why steps failed. */
  readonly failures: readonly string[]
}

/**
 * Starts a local AWS with the stacks and does what uses their grants: the demo, and what goes wrong in operation. It ends
 * at the first denial.
 */
export async function exercise(report: Report): Promise<Exercise> {
  report('synthesizing the stacks and starting the local AWS…')
  const local = await LocalAwsProcess.start({ context: EXERCISED_SETTINGS })
  try {
    return await useGrants(ownTarget(local.endpoint), report)
  } finally {
    await local.stop()
  }
}

async function useGrants(target: Target, report: Report): Promise<Exercise> {
  const failures: string[] = []
  const stage = await openStage(target)
  const step = stepsOf(report, failures)
  const steps = allSteps(stage, target, step)
  const complete = await Promise.race([steps.then(() => true), untilDenied(stage).then(() => false)])
  const run = complete ? await settled(stage, step) : await runOf(stage)
  // Steps that go on would fail for want of the local AWS, which stops now.
  return { run, complete, failures: [...failures] }
}

function runOf({ connection, templates }: Stage): Promise<Run> {
  return readRunOf(connection, templates)
}

type Step = (name: string, work: () => Promise<unknown>) => Promise<unknown>

/** @param failures gets why steps failed */
function stepsOf(report: Report, failures: string[]): Step {
  return (name, work) => {
    report(`${name}…`)
    return work().catch(error => failures.push(`${name}: ${failureText(error, '').split('\n')[0]}`))
  }
}

/** What the demo does, what operators do, and what goes wrong in operation. */
async function allSteps(stage: Stage, target: Target, step: Step): Promise<void> {
  const { connection, name } = stage
  const quiet = () => {}
  const video = step('encoding a video', () => useVideos(stage))
  // Before anything goes wrong on the way of a purchase: reminders wait for what may be a purchase of their customer.
  await step('leaving a basket', () => abandonBasket(stage))
  await step('rebuilding the read model', () => rebuildReadModel(stage))
  await step('buying', () => runShop(connection, name, quiet))
  await step('publishing posts', () => runPosts(connection, name, quiet))
  await step('counting clicks', () => runClickstream(connection, name, quiet))
  await step('replaying from the lake', () => replayFromLake(stage))
  await step('taking up batches that were given up', () => giveUpBatches(stage))
  await step('calling every route', () => callRoutes(stage))
  await step('publishing pages', () => publishPages(stage))
  await step('delivering a purchase again', () => publishTwice(stage))
  await step('announcing objects that are gone', () => notifyOfMissingObjects(stage))
  await step('failing to send a mail', () => failToSend(stage))
  await step('failing to deliver to the lake', () => failToDeliver(stage))
  await step('looking at the status', () => readStatus(target, new Date()))
  await video
  await step('encoding while the uploader waits', () => encodeWhileWaiting(stage))
  await step('closing the dead-letter queues', () => refuseDeadLetters(stage))
  await step('closing the queues behind topics', () => refuseDeliveries(stage))
  await step('ringing the alarms', () => ringAlarms(stage))
  await step('tracing every function', () => traceFunctions(stage))
}

async function useVideos(stage: Stage): Promise<void> {
  const obstacle = await encodingObstacle()
  if (obstacle) throw new Error(obstacle)
  await openLinks(stage, await runVideo(stage.connection, stage.name, makeDemoClip(), () => {}))
}

/** Resolves soon after a request was denied for want of a grant, or when the time is over. */
async function untilDenied({ connection, endpoint }: Stage): Promise<void> {
  const end = performance.now() + DEADLINE_MS
  while (performance.now() < end) {
    await sleep(POLL_MS)
    const { denials } = await readDecisions(connection, endpoint)
    if (denials.some(({ explicit }) => !explicit)) return sleep(AFTER_DENIAL_MS)
  }
}

/** The run after messages have come again, as long as they may use what nothing has used yet, and stacks are deleted. */
async function settled(stage: Stage, step: Step): Promise<Run> {
  await step('waiting for what comes again', () => untilUsed(stage))
  const { denials } = (await runOf(stage)).decisions
  await step('deleting stacks', () => deleteStacks(stage))
  const { decisions, ...run } = await runOf(stage)
  const later = deniedAtDeletion(decisions.denials.slice(denials.length))
  return { ...run, decisions: { ...decisions, denials: [...denials, ...later] } }
}

async function untilUsed(stage: Stage): Promise<void> {
  const end = performance.now() + SETTLING_MS
  while (performance.now() < end) {
    const { unargued } = findingsOf(await runOf(stage), { explicit: false, complete: true })
    if (unargued.length === 0) return
    await sleep(POLL_MS)
  }
}
