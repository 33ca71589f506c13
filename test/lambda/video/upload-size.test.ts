import { Log } from '../log.ts'
import { H264, testPicture } from './clips.ts'
import { VideoRig } from './video-rig.ts'

const rig = new VideoRig()

beforeAll(async () => {
  await rig.open('video-encoder')
  // What ten minutes of renditions take and a little more.
  rig.functions.environment({ TEMPORARY_STORAGE_MB: '400' })
})
afterAll(() => rig.close())
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

test('an upload that leaves no room for its renditions is refused before it is fetched', async () => {
  const { largestRenditionBytes } = await import('../../../lambda/video/encoding/rendition-ladder.ts')
  const room = 400 * 1_048_576 - largestRenditionBytes(600)
  expect(room).toBeGreaterThan(0)
  const { handler } = await import('../../../lambda/video/functions/encoder.ts')
  const clip = await rig.clips.make('clip.mp4', ...testPicture('320x240', 0.2), ...H264)
  const fits = await rig.uploaded(clip)
  await rig.deliver(fits.record, handler)
  expect(await rig.status(fits.videoId)).toMatchObject({ status: 'encoded' })

  const tooLarge = await rig.uploaded(await rig.clips.write('large.mp4', Buffer.alloc(room + 1)))
  await rig.deliver(tooLarge.record, handler)
  expect(await rig.status(tooLarge.videoId)).toMatchObject({
    status: 'rejected',
    rejection: { code: 'too-large', detail: `The file has ${room + 1} bytes; the limit is ${room}.` },
  })
})
