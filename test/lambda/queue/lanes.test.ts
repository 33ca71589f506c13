import { Lanes } from '../../../lambda/queue/lanes.ts'

test('runs a limited number at once, in order, and continues after a failure', async () => {
  const lanes = new Lanes(2)
  const started: number[] = []
  const ends: ((failure?: Error) => void)[] = []
  const work = [0, 1, 2, 3].map(number =>
    lanes.run(
      () =>
        new Promise<void>((resolve, reject) => {
          started.push(number)
          ends[number] = failure => (failure ? reject(failure) : resolve())
        }),
    ),
  )
  expect(started).toEqual([0, 1])
  ends[1]?.(new Error('broken'))
  await expect(work[1]).rejects.toThrow('broken')
  expect(started).toEqual([0, 1, 2])
  ends[0]?.()
  await work[0]
  expect(started).toEqual([0, 1, 2, 3])
  ends[2]?.()
  ends[3]?.()
  await Promise.all([work[2], work[3]])
  await expect(lanes.run(async () => 'free again')).resolves.toBe('free again')
})
