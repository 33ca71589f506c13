import { SteppedClock } from '../../src/clock.ts'
import { LiveLog, type LiveOutput } from '../../src/live/live-log.ts'

let clock: SteppedClock
let written: string[]
beforeEach(() => {
  clock = new SteppedClock()
  written = []
})

function log(output: Partial<LiveOutput> = {}): LiveLog {
  const plain = { write: (text: string) => written.push(text), columns: undefined, colours: false }
  return new LiveLog(clock, { ...plain, ...output })
}

test('a line comes at once, with its time', () => {
  log().print({ text: 'GET /a  200  3 ms', level: 'info' })
  const time = new Date(clock.now()).toISOString().slice(11, 23)
  expect(written).toEqual([`${time}  GET /a  200  3 ms\n`])
})

test('of a burst the first lines of a second are printed, and the others counted', async () => {
  const live = log()
  for (let i = 0; i < 1_254; i++) live.print({ text: `hop ${i}`, level: 'info' })
  expect(written).toHaveLength(20)
  await clock.advanceBy({ seconds: 1 })
  expect(written.slice(20)).toEqual(['… 1,234 more\n'])

  live.print({ text: 'the next', level: 'info' })
  expect(written.at(-1)).toContain('the next')
})

test('a burst hides no failure, unless there are too many of these', async () => {
  const live = log()
  for (let i = 0; i < 30; i++) live.print({ text: 'hop', level: 'info' })
  for (let i = 0; i < 22; i++) live.print({ text: 'failed', level: 'error' })
  expect(written.filter(line => line.includes('failed'))).toHaveLength(20)
  await clock.advanceBy({ seconds: 1 })
  expect(written.at(-1)).toBe('… 12 more, 2 of them failures\n')
})

test('after a quiet second there is nothing to tell', async () => {
  const live = log()
  live.print({ text: 'hop', level: 'info' })
  await clock.advanceBy({ seconds: 5 })
  live.close()
  expect(written).toHaveLength(1)
})

test('what was left out is told before the end', () => {
  const live = log()
  for (let i = 0; i < 21; i++) live.print({ text: 'hop', level: 'info' })
  live.close()
  expect(written.at(-1)).toBe('… 1 more\n')
})

test('lines are as wide as the terminal, and failures red on one', () => {
  log({ columns: 20, colours: true }).print({ text: 'shipping failed', level: 'error' })
  const time = new Date(clock.now()).toISOString().slice(11, 23)
  expect(written).toEqual([`\x1b[31m${time}  shipp…\x1b[39m\n`])
  log({ columns: 80, colours: true }).print({ text: 'well', level: 'info' })
  expect(written[1]).not.toContain('\x1b')
})

test('no text of others commands the terminal', () => {
  log().print({ text: 'failed  \x1b[2Jgone\nnext', level: 'error' })
  expect(written[0]).toMatch(/failed {3}\[2Jgone next\n$/)
})
