import { progressOf, timeLeftMs } from '../../../tools/replay/progress.ts'
import type { PartStatus } from '../../../tools/replay/replay-function.ts'

const shard = (readTo: string, changes: Partial<PartStatus> = {}): PartStatus => ({
  ...{ part: 'shard', parents: [], done: false, records: 10, events: 4, poison: 1 },
  readTo: `2026-11-29T${readTo}:00.000Z`,
  ...changes,
})

const replayOf = (...parts: PartStatus[]) => ({
  ...{ generation: '1', from: '2026-11-29T08:00Z', to: '', over: false },
  startedAt: '2026-11-29T10:00:00.000Z',
  parts,
})

test('each shard counts for the time of it that is read, one that is done for all', () => {
  const replay = replayOf(shard('08:00'), shard('09:00'), shard('08:30', { done: true }))
  expect(progressOf(replay)).toEqual({
    fraction: 0.5,
    records: 30,
    events: 12,
    poison: 3,
  })
})

test('a shard that is read past the beginning of the replay is no more than read', () => {
  expect(progressOf(replayOf(shard('10:01'))).fraction).toBe(1)
})

test('a replay from the lake says where it reads: in the lake, then in the stream', () => {
  const ofLake = (changes: Partial<PartStatus>) => shard('08:30', { part: 'lake', ...changes })
  const reading = (...parts: PartStatus[]) => progressOf({ ...replayOf(...parts), source: 'lake' }).reading
  const waiting = shard('08:30')
  expect(reading(ofLake({}), waiting)).toBe('the lake, to 2026-11-29T08:30:00.000Z')
  expect(reading(ofLake({ done: true }), shard('09:30'), shard('09:10'))).toBe(
    'the stream, to 2026-11-29T09:10:00.000Z',
  )
  expect(reading(ofLake({ done: true }), shard('09:30', { done: true }))).toBeUndefined()
  expect(progressOf(replayOf(waiting)).reading).toBeUndefined()
})

test('what is left is estimated by the pace of this run, not of the one that was interrupted', () => {
  expect(timeLeftMs(0.5, 0.75, 10_000)).toBe(10_000)
  expect(timeLeftMs(0.5, 0.5, 10_000)).toBeUndefined()
})
