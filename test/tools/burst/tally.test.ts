import { drainOf } from '../../../tools/burst/drain.ts'
import { queueExpectations, synchronousExpectations } from '../../../tools/burst/expectations.ts'
import { percentilesOf } from '../../../tools/burst/percentiles.ts'
import { type Run, tallyOf } from '../../../tools/burst/tally.ts'
import type { Upload } from '../../../tools/burst/upload.ts'
import type { Outcome } from '../../../tools/clients/video/videos-bucket.ts'

function accepted(videoId: string, waitsFrom = 0): Upload {
  return { videoId, waitsFrom, failure: undefined }
}

function refused(failure: string): Upload {
  return { videoId: undefined, waitsFrom: 0, failure }
}

function encoded(at: number): Outcome {
  return { status: 'encoded', at }
}

function run(uploads: Upload[], outcomes: Record<string, Outcome>, more: Partial<Run> = {}): Run {
  return {
    uploads,
    outcomes: new Map(Object.entries(outcomes)),
    deadLettered: new Set(),
    givenUp: false,
    ...more,
  }
}

describe('what became of the uploads', () => {
  test('each is counted once, under what became of it', () => {
    const uploads = [
      accepted('a'),
      accepted('b'),
      accepted('rejected'),
      accepted('poison'),
      accepted('gone'),
      refused('POST /videos: 503'),
      refused('no answer: ECONNRESET'),
      refused('POST /videos: 503'),
    ]
    const outcomes: Record<string, Outcome> = {
      a: encoded(100),
      b: encoded(300),
      rejected: { status: 'rejected', at: 50, code: 'truncated' },
    }
    // A rejected video is in the dead-letter queue, too.
    const tally = tallyOf(run(uploads, outcomes, { deadLettered: new Set(['poison', 'rejected']) }))
    expect(tally).toEqual({
      uploads: 8,
      accepted: 5,
      encoded: 2,
      failures: [
        ['POST /videos: 503', 2],
        ['no answer: ECONNRESET', 1],
        ['rejected: truncated', 1],
      ],
      failed: 4,
      deadLettered: 1,
      unfinished: 0,
      lost: ['gone'],
      waits: { p50: 100, p90: 300, p99: 300, max: 300 },
    })
    const { encoded: done, failed, deadLettered, unfinished, lost } = tally
    expect(done + failed + deadLettered + unfinished + lost.length).toBe(uploads.length)
  })

  test('what is still in the queue when the time is over is not lost', () => {
    const tally = tallyOf(run([accepted('a'), accepted('b')], { a: encoded(1) }, { givenUp: true }))
    expect(tally).toMatchObject({ encoded: 1, unfinished: 1, lost: [] })
  })

  test('an accepted upload whose answer names no video is lost, not encoded', () => {
    const nameless = { videoId: undefined, waitsFrom: 0, failure: undefined }
    expect(tallyOf(run([nameless], {})).lost).toEqual(['an upload without an id'])
  })

  test('waiting is from when the upload was there to when it was encoded, and never less than nothing', () => {
    const uploads = [accepted('a', 1_000), accepted('b', 2_000)]
    // The clocks of two machines may differ by more than a short clip takes.
    const tally = tallyOf(run(uploads, { a: encoded(4_000), b: encoded(1_990) }))
    expect(tally.waits).toMatchObject({ p50: 0, max: 3_000 })
  })
})

describe('percentiles', () => {
  test('are by nearest rank: so many per cent of the values are not above', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index)
    expect(percentilesOf(values)).toEqual({ p50: 100, p90: 180, p99: 198, max: 200 })
  })

  test('of one value are that value, and of none there are none', () => {
    expect(percentilesOf([7])).toEqual({ p50: 7, p90: 7, p99: 7, max: 7 })
    expect(percentilesOf([])).toBeUndefined()
  })
})

describe('the time to drain', () => {
  const uploads = [accepted('a', 1_000), accepted('b', 1_500), refused('POST /videos: 503')]
  const outcomes = new Map([
    ['a', encoded(2_000)],
    ['b', encoded(2_600)],
  ])

  test('is from the first upload to the last outcome; the ideal is the work, shared by the encoders', () => {
    const work = [
      { receivedAt: 1_100, doneAt: 2_000 },
      { receivedAt: 1_600, doneAt: 2_600 },
    ]
    const drain = drainOf(uploads, outcomes, work, 2)
    expect(drain).toMatchObject({ tookMs: 1_600, workMs: 1_900, idealMs: 950 })
    expect(drain?.ratio).toBeCloseTo(1_600 / 950)
  })

  test('is not known where nothing was encoded or logged', () => {
    expect(drainOf(uploads, new Map(), [{ receivedAt: 0, doneAt: 1 }], 2)).toBeUndefined()
    expect(drainOf(uploads, outcomes, [], 2)).toBeUndefined()
  })
})

describe('the expectations', () => {
  const whole = tallyOf(run([accepted('a'), accepted('b')], { a: encoded(1), b: encoded(2) }))
  const drain = { tookMs: 115, workMs: 200, idealMs: 100, ratio: 1.15 }

  test('of the queue hold when all is encoded in time', () => {
    expect(queueExpectations(whole, whole, drain).every(({ holds }) => holds)).toBe(true)
  })

  test.each([
    ['one is lost', run([accepted('a'), accepted('b')], { a: encoded(1) })],
    ['one is refused', run([accepted('a'), refused('PUT of the content: 503')], { a: encoded(1) })],
    ['one is dead-lettered', run([accepted('a')], {}, { deadLettered: new Set(['a']) })],
    ['one is left over', run([accepted('a')], {}, { givenUp: true })],
  ])('of the queue fail when %s', (_, burst) => {
    const holds = queueExpectations(whole, tallyOf(burst), drain).map(finding => finding.holds)
    expect(holds).toEqual([true, false, true])
  })

  test('of the queue fail when it drains too slowly, or nothing was seen to drain', () => {
    expect(queueExpectations(whole, whole, { ...drain, ratio: 1.16 })[2]?.holds).toBe(false)
    expect(queueExpectations(whole, whole, undefined)[2]?.holds).toBe(false)
  })

  test('of the synchronous shape hold when it takes the baseline and fails visibly under the burst', () => {
    const failures = (failed: number) =>
      tallyOf(
        run(
          Array.from({ length: 10 }, (_, index) => (index < failed ? refused('503') : accepted('a'))),
          { a: encoded(1) },
        ),
      )
    expect(synchronousExpectations(whole, failures(1)).map(({ holds }) => holds)).toEqual([true, true])
    expect(synchronousExpectations(failures(1), failures(0)).map(({ holds }) => holds)).toEqual([
      false,
      false,
    ])
  })
})
