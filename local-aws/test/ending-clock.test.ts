import { ScaledClock, SteppedClock } from '../src/clock.ts'
import { EndingClock } from '../src/ending-clock.ts'

test('timers go off until the clock ends, and none after', async () => {
  const stepped = new SteppedClock()
  const clock = new EndingClock(stepped)
  const heard: string[] = []
  clock.setTimer(1000, () => heard.push('in time'))
  clock.setTimer(1000, () => heard.push('cancelled')).cancel()
  clock.setTimer(3000, () => heard.push('too late'))
  await stepped.advanceBy({ seconds: 2 })
  clock.end()
  clock.setTimer(500, () => heard.push('set after the end'))
  await stepped.advanceBy({ seconds: 5 })
  expect(heard).toEqual(['in time'])
  expect(clock.now()).toBe(stepped.now())
})

test('its wall clock ends with it, and is the same clock without a factor', () => {
  const stepped = new EndingClock(new SteppedClock())
  expect(stepped.wall).toBe(stepped)

  const scaled = new EndingClock(new ScaledClock(60))
  expect(scaled.pace).toBe(60)
  expect(scaled.wall.pace).toBe(1)
  const timeouts = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
  const before = timeouts()
  scaled.setTimer(3_600_000, () => {})
  scaled.wall.setTimer(3_600_000, () => {})
  expect(timeouts()).toBe(before + 2)
  scaled.end()
  expect(timeouts()).toBe(before)
})
