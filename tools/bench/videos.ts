import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import { type Connection, localConnection } from '../clients/connection.ts'
import { readInbox } from '../clients/inbox.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { signedFetch } from '../clients/signed-request.ts'
import { stackOutputs } from '../clients/stack-outputs.ts'
import { findTrail, workedMs } from '../clients/trail.ts'
import { makeClip } from '../clients/video/clip.ts'
import { ffmpegPath } from '../clients/video/ffmpeg.ts'
import { VideoSite } from '../clients/video/video-site.ts'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../terminal/temporary-directory.ts'
import { memoryUse } from './memory.ts'
import { median, megabytes, milliseconds, type Row, seconds } from './report.ts'
import { type Usage, watched } from './watched-process.ts'

const STAGE = 'dev'
const LONG_CLIP = { seconds: 10, size: '1280x720' }
const LARGE_CLIP = { seconds: 2, size: '3840x2160', rate: 60 }
const SHORT_CLIP = { seconds: 1, size: '640x360' }
const ENCODINGS = 5
const UPLOADS = 10
const DEADLINE_MS = 120_000
const POLL_MS = 10

/** The time that the encoder adds to ffmpeg, how long an uploader waits for the mail, and the memory used. */
export async function measureVideos(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const outputs = await stackOutputs(connection, `Messaging-${STAGE}-Video`)
    const site = new VideoSite(signedFetch(connection), outputs('VideoApiUrl'))
    const long = await makeClip(LONG_CLIP)
    await timeEncoding(connection, site, long)
    const command = await encoderCommand(connection)
    const ours: number[] = []
    const bare: number[] = []
    for (let run = 0; run < ENCODINGS; run++) {
      bare.push((await runBareCommand(command, long)).ms)
      ours.push(await timeEncoding(connection, site, long))
    }
    const short = await makeClip(SHORT_CLIP)
    const waits: number[] = []
    for (let upload = 0; upload < UPLOADS; upload++)
      waits.push(await timeMail(connection, site, short, `uploader-${upload}@example.com`))
    const large = await makeClip(LARGE_CLIP)
    const largeMs = await timeEncoding(connection, site, large)
    const alone = await runBareCommand(await encoderCommand(connection), large)
    const ratio = median(ours) / median(bare)
    const { own, children, count } = memoryUse(local.pid)
    return [
      {
        what: `encoding ${LONG_CLIP.seconds} s of ${LONG_CLIP.size} to 240p, 480p, 720p and a poster`,
        measured: seconds(median(ours)),
        beside: `only the same ffmpeg command: ${seconds(median(bare))}`,
        ratio,
        target: { text: '≤ 1.10×', met: ratio <= 1.1 },
      },
      {
        what: `encoding ${LARGE_CLIP.seconds} s of 4K with ${LARGE_CLIP.rate} frames per second`,
        measured: seconds(largeMs),
        beside: `the same ffmpeg command: ${seconds(alone.ms)}, ${seconds(alone.processorMs)} of processor time, ${megabytes(alone.memory)}`,
        ratio: largeMs / alone.ms,
      },
      {
        what: `from the end of the upload (${SHORT_CLIP.seconds} s of video) to the mail with its links`,
        measured: milliseconds(median(waits)),
        beside: `slowest of ${UPLOADS}: ${milliseconds(Math.max(...waits))}`,
      },
      {
        what: 'memory after that load',
        measured: `${megabytes(own)}, and ${megabytes(children)} in ${count} functions`,
      },
    ]
  } finally {
    await local.stop()
  }
}

/** How long the encoder worked on the video, in ms, from its log. */
async function timeEncoding(connection: Connection, site: VideoSite, content: Buffer): Promise<number> {
  const video = { title: 'Measured', uploaderEmail: 'bench@example.com', contentType: 'video/mp4' }
  const videoId = await site.upload(video, content)
  const { status } = await site.untilEnded(videoId, DEADLINE_MS)
  if (status !== 'encoded') throw new Error(`The video ${videoId} is ${status}.`)
  for (;;) {
    const hops = await findTrail(connection, { correlationId: videoId, stage: STAGE })
    const encoder = hops.find(({ service }) => service === 'video-encoder')
    if (encoder) return workedMs(encoder)
    await sleep(POLL_MS)
  }
}

/** The arguments that the encoder last passed to ffmpeg, from its log; the input is the file `source`. */
async function encoderCommand(connection: Connection): Promise<string[]> {
  const client = new CloudWatchLogsClient(connection)
  const filter = {
    logGroupName: `/messaging/${STAGE}/video/encoder`,
    filterPattern: '{ $.message = "ffmpeg" }',
  }
  let last: string | undefined
  for await (const { events = [] } of paginateFilterLogEvents({ client }, filter)) {
    last = events.at(-1)?.message ?? last
  }
  if (last) return (JSON.parse(last) as { arguments: string[] }).arguments
  throw new Error('The log of the encoder lacks the ffmpeg command.')
}

/** Runs only the same command, on a local file. @returns how long it took in ms, and what ffmpeg used */
async function runBareCommand(command: readonly string[], content: Buffer): Promise<Usage & { ms: number }> {
  const directory = makeTemporaryDirectory('video')
  try {
    await writeFile(join(directory, 'source'), content)
    const start = performance.now()
    const run = promisify(execFile)(ffmpegPath(), ['-hide_banner', '-nostdin', '-nostats', ...command], {
      cwd: directory,
    })
    const usage = await watched(run.child.pid, run)
    return { ms: performance.now() - start, ...usage }
  } finally {
    removeTemporaryDirectory(directory)
  }
}

/** The time from the response of S3 to the mail in the uploader's inbox, in ms. */
async function timeMail(
  connection: Connection,
  site: VideoSite,
  content: Buffer,
  uploaderEmail: string,
): Promise<number> {
  await site.upload({ title: 'Measured', uploaderEmail, contentType: 'video/mp4' }, content)
  const start = performance.now()
  while ((await readInbox(connection.endpoint as string, uploaderEmail)).length === 0) {
    if (performance.now() - start > DEADLINE_MS)
      throw new Error(`No mail arrived within ${DEADLINE_MS / 1000} s.`)
    await sleep(POLL_MS)
  }
  return performance.now() - start
}
