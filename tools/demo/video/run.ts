import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../clients/connection.ts'
import { type DeadLetter, peekDeadLetters } from '../../clients/dead-letters.ts'
import { type InboxMail, readInbox } from '../../clients/inbox.ts'
import { signedFetch } from '../../clients/signed-request.ts'
import { stackOutputs } from '../../clients/stack-outputs.ts'
import { findTrail, type Hop } from '../../clients/trail.ts'
import { makeClip } from '../../clients/video/clip.ts'
import { type Probed, probe } from '../../clients/video/probe.ts'
import { type Rendition, VideoSite, type VideoStatus } from '../../clients/video/video-site.ts'

const CLIP = { seconds: 4, size: '1280x720' }
const DEADLINE_MS = 60_000

export interface VideoResult {
  clip: { seconds: number; size: string; bytes: number }
  encoded: VideoStatus
  renditions: { rendition: Rendition; found: Probed }[]
  poster: { bytes: number; isJpeg: boolean }
  hops: Hop[]
  mail: InboxMail | undefined
  /** The status of a file that is not a video. */
  rejected: VideoStatus
  rejection: InboxMail | undefined
  deadLetters: DeadLetter[]
}

/** The clip that {@link runVideo} uploads. */
export function makeDemoClip(): Promise<Buffer> {
  return makeClip(CLIP)
}

/**
 * Sends a clip through upload, encoder and mailer, and a text file that is uploaded as a video.
 *
 * @param making the clip of {@link makeDemoClip}, which may still be in progress
 */
export async function runVideo(
  connection: Connection,
  stage: string,
  making: Promise<Buffer>,
  report: (line: string) => void,
): Promise<VideoResult> {
  const since = new Date()
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Video`)
  const site = new VideoSite(signedFetch(connection), outputs('VideoApiUrl'))
  report(`waiting for the clip of ${CLIP.seconds} s…`)
  const clip = await making

  report('uploading it, and a text file as a video…')
  const video = { title: 'Skis', uploaderEmail: 'ada@example.com', contentType: 'video/mp4' }
  const videoId = await site.upload(video, clip)
  const impostor = { title: 'Text', uploaderEmail: 'mallory@example.com', contentType: 'video/mp4' }
  const impostorId = await site.upload(impostor, Buffer.from('This is not a video.'))

  report('waiting for three renditions and a poster…')
  const encoded = await site.untilEnded(videoId, DEADLINE_MS)
  const rejected = await site.untilEnded(impostorId, DEADLINE_MS)
  const mail = await untilMailed(connection, video.uploaderEmail, 'Skis')
  const rejection = await untilMailed(connection, impostor.uploaderEmail, 'Text')

  report('probing the renditions…')
  const renditions: VideoResult['renditions'] = []
  for (const rendition of encoded.renditions ?? [])
    renditions.push({ rendition, found: await probe(await download(rendition.url)) })
  const poster = encoded.poster ? await download(encoded.poster.url) : Buffer.alloc(0)
  return {
    clip: { ...CLIP, bytes: clip.length },
    encoded,
    renditions,
    poster: { bytes: poster.length, isJpeg: poster.readUInt16BE(0) === 0xffd8 },
    hops: await findTrail(connection, { correlationId: videoId, stage, since }),
    mail,
    rejected,
    rejection,
    deadLetters: await peekDeadLetters(connection, outputs('UploadsDeadLetterQueueUrl')),
  }
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url)
  if (!response.ok)
    throw new Error(`GET ${new URL(url).pathname}: ${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

async function untilMailed(
  connection: Connection,
  address: string,
  title: string,
): Promise<InboxMail | undefined> {
  const end = performance.now() + DEADLINE_MS
  while (performance.now() < end) {
    const mails = await readInbox(connection.endpoint as string, address)
    const mail = mails.find(({ subject, text }) => `${subject}${text}`.includes(title))
    if (mail) return mail
    await sleep(50)
  }
  return undefined
}
