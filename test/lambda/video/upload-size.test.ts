import { Log } from '../log.ts'
import { H264, testPicture } from './clips.ts'
import { VideoStage } from './video-stage.ts'

const stage = new VideoStage()

beforeAll(async () => {
  await stage.open('video-encoder')
  // What ten minutes of renditions take and a little more.
  stage.functions.environment({ TEMPORARY_STORAGE_MB: '400' })
})
afterAll(() => stage.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

it('an upload that leaves no room for its renditions is refused before it is fetched', async () => {
  const { largestRenditionBytes } = await import('../../../lambda/video/encoding/rendition-ladder.ts')
  const room = 400 * 1_048_576 - largestRenditionBytes(600)
  expect(room).toBeGreaterThan(0)
  const { handler } = await import('../../../lambda/video/functions/encoder.ts')
  const clip = await stage.clips.make('clip.mp4', ...testPicture('320x240', 0.2), ...H264)
  const fits = await stage.uploaded(clip)
  await stage.deliver(fits.record, handler)
  expect(await stage.status(fits.videoId)).toMatchObject({ status: 'encoded' })

  const tooLarge = await stage.uploaded(await stage.clips.write('large.mp4', Buffer.alloc(room + 1)))
  await stage.deliver(tooLarge.record, handler)
  expect(await stage.status(tooLarge.videoId)).toMatchObject({
    status: 'rejected',
    rejection: { code: 'too-large', detail: `The file has ${room + 1} bytes; at most ${room} are taken.` },
  })
})
