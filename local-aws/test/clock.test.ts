import { RealClock, ScaledClock, SteppedClock, sleep, toMilliseconds } from '../src/clock.ts'

test('the parts of a duration add up', () => {
  expect(toMilliseconds({ hours: 1, minutes: 2, seconds: 3, milliseconds: 4 })).toBe(3_723_004)
})

describe('a stepped clock', () => {
  test('stands still until it is advanced', async () => {
    const clock = new SteppedClock(1000)

    expect(clock.now()).toBe(1000)
    await clock.advanceBy({ seconds: 2 })
    expect(clock.now()).toBe(3000)
  })

  test('runs due timers in order, each at its own time', async () => {
    const clock = new SteppedClock(0)
    const ran: [string, number][] = []
    const note = (name: string) => () => void ran.push([name, clock.now()])
    clock.setTimer(300, note('late'))
    clock.setTimer(100, note('early'))
    clock.setTimer(100, note('early too'))
    clock.setTimer(-5, note('at once'))
    clock.setTimer(301, note('not yet'))

    await clock.advanceBy({ milliseconds: 300 })

    expect(ran).toEqual([
      ['at once', 0],
      ['early', 100],
      ['early too', 100],
      ['late', 300],
    ])
  })

  test('runs timers that others start, and lets promises settle in between', async () => {
    const clock = new SteppedClock(0)
    const ran: number[] = []
    const chain = async () => {
      for (let turn = 0; turn < 3; turn++) {
        await sleep(clock, 10)
        ran.push(clock.now())
      }
    }
    const done = chain()

    await clock.advanceBy({ milliseconds: 25 })
    expect(ran).toEqual([10, 20])
    await clock.advanceBy({ milliseconds: 5 })
    await done
    expect(ran).toEqual([10, 20, 30])
  })

  test('does not run cancelled timers', async () => {
    const clock = new SteppedClock()
    const action = jest.fn()
    clock.setTimer(10, action).cancel()

    await clock.advanceBy({ seconds: 1 })

    expect(action).not.toHaveBeenCalled()
  })

  test('reports when a timer is waiting', async () => {
    const clock = new SteppedClock()
    let told = false
    const waiting = clock.untilPending(2).then(() => {
      told = true
    })
    clock.setTimer(10, () => {})
    await new Promise(resolve => setImmediate(resolve))
    expect(told).toBe(false)

    clock.setTimer(10, () => {})

    await waiting
    expect(told).toBe(true)
  })
})

describe('sleeping', () => {
  test('ends early when its signal aborts, and leaves no timer behind', async () => {
    const clock = new SteppedClock()
    const controller = new AbortController()
    const sleeping = sleep(clock, 60_000, controller.signal)

    controller.abort()

    await expect(sleeping).resolves.toBeUndefined()
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1))
  })

  test('does not begin when the signal has aborted before', async () => {
    await expect(sleep(new SteppedClock(), 60_000, AbortSignal.abort())).resolves.toBeUndefined()
  })
})

describe('a scaled clock', () => {
  test('passes faster than its wall clock, whose pace is real', async () => {
    const clock = new ScaledClock(10_000)
    const [start, wallStart] = [clock.now(), clock.wall.now()]

    await sleep(clock, 60_000)

    expect(clock.now() - start).toBeGreaterThanOrEqual(59_000)
    expect(clock.wall.now() - wallStart).toBeLessThan(59_000)
  })

  test.each([0, -1, Number.NaN])('cannot have the factor %d', factor => {
    expect(() => new ScaledClock(factor)).toThrow(`above 0, not ${factor}`)
  })
})

describe('the real clock', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  const FORTY_DAYS_MS = 40 * 24 * 3_600_000

  test('waits longer than a timer of Node can (2^31 - 1 ms, or it fires at once)', () => {
    const action = jest.fn()
    new RealClock().setTimer(FORTY_DAYS_MS, action)

    jest.advanceTimersByTime(FORTY_DAYS_MS - 1)
    expect(action).not.toHaveBeenCalled()
    jest.advanceTimersByTime(1)
    expect(action).toHaveBeenCalledTimes(1)
  })

  test('cancels such a wait in its later part, too', () => {
    const action = jest.fn()
    const timer = new RealClock().setTimer(FORTY_DAYS_MS, action)
    jest.advanceTimersByTime(FORTY_DAYS_MS / 2 + 10 * 24 * 3_600_000)

    timer.cancel()

    jest.advanceTimersByTime(FORTY_DAYS_MS)
    expect(action).not.toHaveBeenCalled()
    expect(jest.getTimerCount()).toBe(0)
  })
})
