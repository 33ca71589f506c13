/* `npm run demo`: sends purchases, a video, a post and a clickstream through the synthesized stacks on this machine. */

import { once } from 'node:events'
import { localConnection } from '../clients/connection.ts'
import { LocalAwsProcess, StartFailedError } from '../clients/local-aws-process.ts'
import { runningLocalAws } from '../clients/running-local-aws.ts'
import { encodingObstacle } from '../clients/video/ffmpeg.ts'
import { failureText, UsageError } from '../terminal/command-line.ts'
import { InterruptedError, interruptible } from '../terminal/interruption.ts'
import { endProgress, heading, progress } from '../terminal/terminal.ts'
import { reportClickstream } from './clickstream/report.ts'
import { runClickstream } from './clickstream/run.ts'
import { parseCommandLine, USAGE } from './command-line.ts'
import { reportPosts } from './posts/report.ts'
import { runPosts } from './posts/run.ts'
import { reportShop } from './shop/report.ts'
import { runShop } from './shop/run.ts'
import { reportVideo } from './video/report.ts'
import { makeDemoClip, runVideo } from './video/run.ts'
import { AFTERWARDS, type Leftovers, tryItLines } from './what-next.ts'

/** The app's default stage. */
const STAGE = 'dev'

async function main(args: readonly string[]): Promise<void> {
  const options = parseCommandLine(args)
  if (!options) return console.log(USAGE)
  progress('synthesizing the stacks and starting the local AWS…')
  const obstacle = await encodingObstacle()
  const clip = obstacle ? undefined : makeDemoClip()
  // A failure is reported where the clip is needed, so that the local AWS is stopped properly.
  clip?.catch(() => {})
  // Otherwise somebody would wait five minutes for an object of the lake.
  const local = await LocalAwsProcess.start({ context: { lakeBufferSeconds: 1 } })
  try {
    const { complete, leftovers } = await demonstrate(local.endpoint, clip, obstacle)
    process.exitCode = complete ? 0 : 1
    heading(options.keep ? 'It stays up until Ctrl-C. In another terminal' : 'Where next?')
    for (const line of options.keep ? tryItLines(leftovers) : AFTERWARDS) console.log(line)
    if (options.keep) await untilInterrupted()
  } finally {
    endProgress()
    await local.stop()
  }
}

/** Runs all scenarios and prints what became of them. */
async function demonstrate(
  endpoint: string,
  clip: Promise<Buffer> | undefined,
  obstacle: string | undefined,
): Promise<{ complete: boolean; leftovers: Leftovers }> {
  const connection = localConnection(endpoint)
  const shop = await runShop(connection, STAGE, progress)
  endProgress()
  console.log(`The stacks run on ${endpoint}: the templates and bundles that cdk deploy ships.`)
  const complete = [reportShop(shop)]
  const video = clip && (await runVideo(connection, STAGE, clip, progress))
  endProgress()
  if (video) complete.push(reportVideo(video))
  else console.log(`\nThe video is skipped. ${obstacle}`)
  const posts = await runPosts(connection, STAGE, progress)
  endProgress()
  complete.push(reportPosts(posts))
  const clickstream = await runClickstream(connection, STAGE, progress)
  endProgress()
  complete.push(reportClickstream(clickstream))
  const leftovers = {
    endpoint,
    purchaseId: shop.outcomes[0]?.purchaseId ?? '',
    videoId: video?.encoded.videoId,
    postId: posts.first.postId,
    others: runningLocalAws().length > 1,
  }
  return { complete: complete.every(Boolean), leftovers }
}

/** Ctrl-C reaches the local AWS, too, which ends by itself. */
async function untilInterrupted(): Promise<void> {
  // A listener alone keeps no process running.
  const running = setInterval(() => {}, 60_000)
  try {
    await interruptible(signal => once(signal, 'abort'))
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error
  } finally {
    clearInterval(running)
  }
}

main(process.argv.slice(2)).catch(error => {
  console.error(failureText(error, USAGE, [StartFailedError]))
  process.exitCode = error instanceof UsageError ? 2 : 1
})
