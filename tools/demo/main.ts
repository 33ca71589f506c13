/* `npm run demo`: sends purchases, a video, a post and a clickstream through the synthesized stacks on this machine. */

import { localConnection } from '../clients/connection.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { encodesHere } from '../clients/video/ffmpeg.ts'
import { endProgress, heading, progress } from '../terminal/terminal.ts'
import { reportClickstream } from './clickstream/report.ts'
import { runClickstream } from './clickstream/run.ts'
import { reportPosts } from './posts/report.ts'
import { runPosts } from './posts/run.ts'
import { reportShop } from './shop/report.ts'
import { runShop } from './shop/run.ts'
import { reportVideo } from './video/report.ts'
import { makeDemoClip, runVideo } from './video/run.ts'

/** The app's default stage. */
const STAGE = 'dev'

progress('synthesizing the stacks and starting the local AWS…')
const clip = encodesHere() ? makeDemoClip() : undefined
// A failure is reported where the clip is needed, so that the local AWS is stopped properly.
clip?.catch(() => {})
const local = await LocalAwsProcess.start()
try {
  const connection = localConnection(local.endpoint)
  const shop = await runShop(connection, STAGE, progress)
  endProgress()
  console.log(`The stacks run on ${local.endpoint}: the templates and bundles that cdk deploy ships.`)
  const complete = [reportShop(shop)]
  if (clip) {
    const video = await runVideo(connection, STAGE, clip, progress)
    endProgress()
    complete.push(reportVideo(video))
  } else {
    console.log(
      `\nThe video is skipped: ffmpeg runs only on Linux on x64; this is ${process.platform} on ${process.arch}.`,
    )
  }
  const posts = await runPosts(connection, STAGE, progress)
  endProgress()
  complete.push(reportPosts(posts))
  const clickstream = await runClickstream(connection, STAGE, progress)
  endProgress()
  complete.push(reportClickstream(clickstream))

  heading('The same on an account')
  console.log(`  npx cdk bootstrap && npx cdk deploy --all -c sender=you@your.domain
  npm run trace -- <id of a purchase, video or post>`)
  process.exitCode = complete.every(Boolean) ? 0 : 1
} finally {
  endProgress()
  await local.stop()
}
