import { columns, dim, heading, yellow } from '../../terminal/terminal.ts'
import { printFindings } from '../../trace/findings.ts'
import { printHops } from '../../trace/hop-table.ts'
import type { VideoResult } from './run.ts'

/** Prints the results of the uploads. @returns whether all claims hold */
export function reportVideo(result: VideoResult): boolean {
  const { clip, encoded, renditions, poster, hops, mail, rejected, rejection, deadLetters } = result
  heading(`A clip of ${clip.seconds} s, ${clip.size}, ${kilobytes(clip.bytes)}`)
  console.log(
    dim('  uploaded to the bucket with a presigned URL; S3 notifies the encoder, and later the notifier'),
  )
  console.log(`  video ${encoded.videoId}`)
  printHops(hops)

  heading('Its renditions, as ffmpeg reads them')
  columns([
    ['name', 'video', 'audio', 'size', 'length', 'bytes', 'index'],
    ...renditions.map(({ rendition, found }) => [
      rendition.name,
      found.video,
      found.audio ?? 'none',
      `${found.width}x${found.height}`,
      `${found.seconds.toFixed(1)} s`,
      kilobytes(rendition.bytes),
      found.fastStart ? 'at the start' : 'at the end',
    ]),
  ])
  console.log(`  and a poster, ${kilobytes(poster.bytes)}`)
  heading('The mail to its uploader')
  for (const line of (mail?.text ?? '').trimEnd().split('\n')) console.log(`  ${dim('│')} ${shortened(line)}`)

  heading('A text file, uploaded as a video')
  console.log(`  video ${rejected.videoId}`)
  for (const { reason } of deadLetters) console.log(`  ${yellow(reason ?? 'moved by the redrive policy')}`)
  for (const line of (rejection?.text ?? '').trimEnd().split('\n'))
    console.log(`  ${dim('│')} ${shortened(line)}`)

  return printFindings('What the demo shows: videos', [
    {
      claim: '240p, 480p and 720p: H.264 and AAC, as long as the clip, playable from the first bytes',
      holds:
        renditions.map(({ rendition }) => rendition.name).join() === '240p,480p,720p' &&
        renditions.every(
          ({ rendition, found }) =>
            found.video === 'h264' &&
            found.audio === 'aac' &&
            found.fastStart &&
            found.height === Number.parseInt(rendition.name, 10) &&
            Math.abs(found.seconds - clip.seconds) < 0.2,
        ),
    },
    { claim: 'there is a poster', holds: poster.isJpeg },
    { claim: 'the uploader gets a mail', holds: mail !== undefined },
    {
      claim:
        'the file that is not a video is dead-lettered at once with its reason, and its uploader gets a mail',
      holds:
        rejected.status === 'rejected' &&
        rejection !== undefined &&
        deadLetters.length === 1 &&
        deadLetters.every(({ reason, attempts }) => reason !== undefined && attempts === 1),
    },
  ])
}

const WIDTH = 92

function shortened(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`
}
