import {
  abandoned,
  type BuildingState,
  begun,
  FIRST_STATE,
  swapped,
} from '../../../lambda/clickstream/generations-state.ts'
import { FunctionRig } from '../function-rig.ts'

const rig = new FunctionRig()
let generations: typeof import('../../../lambda/clickstream/generations.ts')

beforeAll(async () => {
  await rig.open('clickstream-trends')
  rig.environment({ GENERATIONS_TABLE: await rig.table('generations', 'name') })
  generations = await import('../../../lambda/clickstream/generations.ts')
})
afterAll(() => rig.close())

const NOON = new Date('2026-11-29T12:00:00.000Z')
const RANGE = { from: '2026-11-29T10:00Z', to: '2026-11-29T11:00Z' }
const inMs = (ms: number) => new Date(NOON.getTime() + ms)
const HOUR_MS = 3_600_000

beforeEach(() => {
  jest.useFakeTimers({ now: NOON, doNotFake: ['setImmediate', 'setTimeout', 'clearTimeout', 'nextTick'] })
})
afterEach(() => {
  jest.useRealTimers()
})

test('before any replay all minutes live in generation 0', async () => {
  const read = await generations.readGenerations()
  expect(read.liveAt('2026-11-29T10:30Z')).toBe('0')
  expect(read.buildingAt('2026-11-29T10:30Z')).toBeUndefined()
})

test('a build is counted in within its range, until it expires', async () => {
  const building = begun(FIRST_STATE, RANGE, NOON)
  expect(await generations.replaceState(FIRST_STATE, building)).toBe(true)

  jest.setSystemTime(inMs(24 * HOUR_MS - 1))
  const read = await generations.readGenerations()
  jest.setSystemTime(inMs(24 * HOUR_MS))
  const later = await generations.readGenerations()

  expect(['09:59', '10:00', '10:59', '11:00'].map(time => read.buildingAt(`2026-11-29T${time}Z`))).toEqual([
    undefined,
    '1',
    '1',
    undefined,
  ])
  expect(read.liveAt('2026-11-29T10:30Z')).toBe('0')
  expect(later.buildingAt('2026-11-29T10:30Z')).toBeUndefined()
})

test('of two changes of one state, one is made', async () => {
  const seen = (await generations.readState()) as BuildingState
  const written = await Promise.all([
    generations.replaceState(seen, swapped(seen, NOON)),
    generations.replaceState(seen, abandoned(seen)),
    generations.replaceState(FIRST_STATE, begun(FIRST_STATE, RANGE, NOON)),
  ])
  expect(written.filter(Boolean)).toHaveLength(1)
  expect(written[2]).toBe(false)
  expect(await generations.readState()).toMatchObject({ newest: 1, revision: 2 })
})

test('after a swap the range lives in what was built, and nothing is built', () => {
  const state = swapped(begun(FIRST_STATE, RANGE, NOON), NOON)
  expect(state).toEqual({
    segments: [
      { from: '', generation: '0' },
      { from: RANGE.from, generation: '1' },
      { from: RANGE.to, generation: '0' },
    ],
    newest: 1,
    revision: 2,
  })
})

test('segments that end before figures are kept go with the next swap', () => {
  const old = swapped(begun(FIRST_STATE, RANGE, NOON), NOON)
  const range = { from: '2026-12-31T00:00Z', to: '' }
  expect(swapped(begun(old, range, NOON), inMs(32 * 24 * HOUR_MS)).segments).toEqual([
    { from: '', generation: '0' },
    { from: range.from, generation: '2' },
  ])
})

test('the number of an abandoned generation is never given again', () => {
  const state = begun(abandoned(begun(FIRST_STATE, RANGE, NOON)), RANGE, NOON)
  expect(state.building.generation).toBe('2')
})
