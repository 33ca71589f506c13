import * as clickstream from '../../../lambda/contracts/clickstream-api.ts'
import { MAXIMUM_AHEAD_MS } from '../../../lambda/contracts/clickstream-events.ts'
import { MAXIMUM_TOTAL } from '../../../lambda/contracts/money.ts'
import { objectives } from '../../../lambda/contracts/objective.ts'
import * as video from '../../../lambda/contracts/video.ts'

/* Numbers that clients, operators and stored objects go by: another one is another promise. */

test('each domain has its objective', () => {
  expect(objectives).toEqual({
    shop: { seconds: 60, share: 0.999 },
    video: { seconds: 3_600, share: 0.99 },
    posts: { seconds: 600, share: 0.999 },
    mail: { seconds: 3_600, share: 0.99 },
    clickstream: { seconds: 60, share: 0.999 },
  })
})

test.each([
  ['products are listed where a client does not say how many', clickstream.DEFAULT_TOP, 10],
  ['products are listed at most', clickstream.MAXIMUM_TOP, 100],
  ['minutes are listed where a client does not say which', clickstream.DEFAULT_RANGE_MINUTES, 60],
  ['minutes are listed at most, a day', clickstream.MAXIMUM_RANGE_MINUTES, 1_440],
  ['events are in a request at most', clickstream.MAXIMUM_EVENTS, 500],
  ['milliseconds may an event be ahead, five minutes', MAXIMUM_AHEAD_MS, 300_000],
  ['minor units is the highest total', MAXIMUM_TOTAL, 1_000_000_000],
  ['bytes is the largest upload, 1 GiB', video.MAXIMUM_VIDEO_BYTES, 1_073_741_824],
  ['seconds is the longest video, ten minutes', video.MAXIMUM_DURATION_SECONDS, 600],
  ['pixels is the shortest side', video.MINIMUM_SIDE_PIXELS, 16],
  ['pixels is the longest side', video.MAXIMUM_SIDE_PIXELS, 4_096],
  ['pixels is the largest frame', video.MAXIMUM_FRAME_PIXELS, 9_437_184],
])('so many %s', (_, number, expected) => {
  expect(number).toBe(expected)
})

test('objects of videos are where earlier releases put them', () => {
  expect([video.UPLOADS, video.RENDITIONS, video.OUTCOME]).toEqual([
    'uploads/',
    'renditions/',
    '/outcome.json',
  ])
})
