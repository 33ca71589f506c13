import { EncodingProgress } from '../../../../lambda/video/encoding/encoding-progress.ts'
import { ProgressReports } from '../../../../lambda/video/encoding/progress-reports.ts'
import { Log } from '../../log.ts'

beforeEach(() => {
  new Log()
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
  jest.restoreAllMocks()
})

function pass(seconds: number): void {
  jest.setSystemTime(Date.now() + seconds * 1_000)
}

test('progress is read from what ffmpeg says, and does not go back', () => {
  const progress = new EncodingProgress(10)
  const lines = [
    'frame=10',
    'out_time_us=N/A',
    'out_time_us=2500000',
    'out_time_us=2000000',
    'out_time_us=11000000',
  ]
  const shareAfter = (line: string) => {
    progress.read(line)
    return progress.share
  }
  expect(lines.map(shareAfter)).toEqual([0, 0, 0.25, 0.25, 1])
})

test('progress is reported at most every two seconds, and in steps of five per cent', async () => {
  const reported: number[] = []
  const reports = new ProgressReports(async progress => void reported.push(progress))
  for (const [seconds, share] of [
    [1, 0.1],
    [1, 0.2],
    [1, 0.3],
    [1, 0.4],
    [2, 0.44],
    [0, 0.45],
  ] as const) {
    pass(seconds)
    reports.progressed(share)
  }
  await reports.settled()
  expect(reported).toEqual([20, 40, 45])
})

test('a report that fails is left out, and the next one is made', async () => {
  const reported: number[] = []
  const reports = new ProgressReports(async progress => {
    if (progress === 20) throw new Error('no answer')
    reported.push(progress)
  })
  pass(2)
  reports.progressed(0.2)
  pass(2)
  reports.progressed(0.6)
  await reports.settled()
  expect(reported).toEqual([60])
})
