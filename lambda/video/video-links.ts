import type { VideoEncoded } from '../contracts/video-events.ts'
import type { MailLink } from './video-mail.ts'
import type { VideoRecord } from './video-record.ts'

/** The name of the poster in a link; those of renditions are their own. */
const POSTER = 'poster'

/**
 * The links of an encoded video for its mail. Each leads to the route `GET /videos/{id}/files/{file}`, which sends the
 * browser on to a presigned URL. A presigned URL itself would not do: a mail may wait for days, and such a URL ends
 * with the credentials of the function that signed it, after hours at most.
 */
export function linksOf({ data }: VideoEncoded, token: string, url: string): MailLink[] {
  const linkTo = (file: string) => `${url}/${data.videoId}/files/${file}?token=${token}`
  return [
    ...data.renditions.map(({ name, width, height }) => ({
      text: `${name}, ${width}×${height}`,
      url: linkTo(name),
    })),
    { text: 'Poster', url: linkTo(POSTER) },
  ]
}

/** The key of the file that a link names; undefined if the video has none of that name. */
export function keyOf({ renditions = [], posterKey }: VideoRecord, file: string): string | undefined {
  if (file === POSTER) return posterKey
  return renditions.find(({ name }) => name === file)?.key
}
