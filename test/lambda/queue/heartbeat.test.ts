import { Heartbeat, HeartbeatLost } from '../../../lambda/queue/heartbeat.ts'
import { Log } from '../log.ts'

beforeEach(() => {
  new Log()
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
  jest.restoreAllMocks()
})

/** A heartbeat of 30 seconds, when it beat, and work that ends when it is told to. */
function begun(beat: () => Promise<void> = async () => {}, isInTime = () => true) {
  const start = Date.now()
  const beats: number[] = []
  const work = Promise.withResolvers<string>()
  let signal: AbortSignal | undefined
  const heartbeat = new Heartbeat({
    everySeconds: 30,
    beat() {
      beats.push(Math.round((Date.now() - start) / 1_000))
      return beat()
    },
    isInTime,
  })
  const result = heartbeat.during(given => {
    signal = given
    return work.promise
  })
  return { beats, work, result, signal: () => signal as AbortSignal }
}

const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1_000)

describe('a heartbeat', () => {
  test('beats while the work goes on, and not once it has ended', async () => {
    const { beats, work, result } = begun()
    await seconds(95)
    expect(beats).toEqual([30, 60, 90])
    work.resolve('made')
    expect(await result).toBe('made')
    await seconds(95)
    expect(beats).toHaveLength(3)
  })

  test('begins a beat when it is due, and not before', async () => {
    const { beats, work, result } = begun()
    await seconds(29.9)
    expect(beats).toEqual([])
    await seconds(0.1)
    expect(beats).toEqual([30])
    work.resolve('made')
    await result
  })

  test('ends with work that fails, and passes the failure on', async () => {
    const { beats, work, result } = begun()
    work.reject(new Error('broken'))
    await expect(result).rejects.toThrow('broken')
    await seconds(95)
    expect(beats).toEqual([])
  })

  test('goes by Date, which on the local AWS may run faster than timers', async () => {
    const { beats, work, result } = begun()
    for (let beat = 1; beat <= 3; beat++) {
      jest.setSystemTime(Date.now() + 30_000)
      await seconds(0.1)
      expect(beats).toHaveLength(beat)
    }
    work.resolve('made')
    await result
  })

  test('begins no beat before the last has ended, and waits for it', async () => {
    const slow = Promise.withResolvers<void>()
    const { beats, work, result } = begun(() => slow.promise)
    await seconds(120)
    expect(beats).toEqual([30])
    work.resolve('made')
    let ended = false
    const ending = result.then(() => {
      ended = true
    })
    await seconds(1)
    expect(ended).toBe(false)
    slow.resolve()
    await ending
  })

  test('tries again at once after a beat that failed', async () => {
    let attempts = 0
    const { beats, work, result, signal } = begun(async () => {
      if (++attempts === 1) throw new Error('no answer')
    })
    await seconds(61)
    expect(beats).toEqual([30, 30, 60])
    expect(signal().aborted).toBe(false)
    work.resolve('made')
    await result
  })

  test('ends the work where what it keeps is lost', async () => {
    const { beats, work, result, signal } = begun(async () => {
      throw new HeartbeatLost('taken over')
    })
    await seconds(95)
    expect(beats).toEqual([30])
    expect(signal().reason).toBeInstanceOf(HeartbeatLost)
    work.reject(signal().reason)
    await expect(result).rejects.toThrow('taken over')
  })

  test('reports that it is lost, regardless of the aborted work’s error', async () => {
    const { work, result, signal } = begun(() => Promise.reject(new HeartbeatLost('another has taken over')))
    const failure = result.catch((error: unknown) => error)
    await seconds(31)
    expect(signal().aborted).toBe(true)
    work.reject(new Error('This operation was aborted'))
    expect(await failure).toEqual(new HeartbeatLost('another has taken over'))
  })

  test('beats no more when the time of the invocation is nearly over', async () => {
    const end = Date.now() + 70_000
    const { beats, work, result } = begun(undefined, () => Date.now() < end)
    await seconds(200)
    expect(beats).toEqual([30, 60])
    work.resolve('made')
    await result
  })
})
