import { makeClip } from '../clients/video/clip.ts'
import { encodingObstacle } from '../clients/video/ffmpeg.ts'
import { VideoSite } from '../clients/video/video-site.ts'
import { Unverified } from './checks.ts'
import { followed } from './followed.ts'
import { addressOf, type Run, until } from './run.ts'

const CLIP = { seconds: 2, size: '426x240' }

/** A clip that is made here, encoded there, and told to its uploader. */
export async function verifyVideo(run: Run): Promise<void> {
  const { checks, request, outputs, id } = run
  const obstacle = await encodingObstacle()
  if (obstacle) return checks.skip('video', 'is encoded', `no clip can be made here. ${obstacle}`)
  const site = new VideoSite(request, (await outputs('Video'))('VideoApiUrl'))
  const clip = await makeClip(CLIP)
  const videoId = await checks.that('video', 'is uploaded', () =>
    site.upload({ title: id, uploaderEmail: addressOf(run), contentType: 'video/mp4' }, clip),
  )
  await checks.that('video', 'is encoded', async () => {
    const ended = await until(run, async () => {
      const status = await site.status(videoId)
      return status.status === 'encoded' || status.status === 'rejected' ? status : undefined
    })
    if (ended === undefined) {
      await followed({ ...run, withinMs: 0 }, videoId, ['video-encoder'])
      throw new Unverified(`after ${run.withinMs / 1_000} s it is neither encoded nor rejected`)
    }
    if (ended.rejection) throw new Unverified(`it is rejected: ${ended.rejection.code}`)
    if (!ended.renditions?.length) throw new Unverified('it has no rendition')
  })
  await checks.that('video', 'reached its uploader by mail', () =>
    followed(run, videoId, ['video-encoder', 'video-notifier', 'mail-mailer']),
  )
}
