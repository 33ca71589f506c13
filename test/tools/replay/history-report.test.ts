import type { BuildStatus, Check } from '../../../tools/replay/history/rebuild-function.ts'
import {
  beginningLine,
  checkLines,
  leftOutLines,
  missingText,
  progressText,
  statusLines,
} from '../../../tools/replay/history/report.ts'

const build: BuildStatus = {
  generation: '3',
  from: '2026-11-29T08:00:00.000Z',
  startedAt: '2026-11-29T10:00:00.000Z',
  queues: { waiting: 40, deadLetters: 0, undelivered: 0 },
  progress: { events: 1_200, reachedAt: '2026-11-29T09:00:00.000Z' },
}
const check: Check = {
  ...{ done: true, purchases: 4_200, carriedOver: 0, rebuiltAlone: 1, different: 3, fuller: 2, missing: 1 },
  missingExamples: [{ purchaseId: 'p-1', field: 'placedAt', live: '2026-11-29T08:30:00.000Z' }],
  examples: [{ purchaseId: 'p-2', field: 'totalAmount', live: '1', rebuilt: '1990' }],
}

test('a replay shows its events, the time that it reached, what waits, and what is left at this pace', () => {
  expect(progressText({ step: 'replaying', build }, 0, 60_000)).toBe(
    '1,200 events replayed, to 2026-11-29T09:00:00.000Z; 40 wait to be written; about 60 s left',
  )
  expect(progressText({ step: 'writing', build }, 0.5, 60_000)).not.toContain('left')
})

test('before its first event it shows none', () => {
  const { progress: _, ...unread } = build
  expect(progressText({ step: 'replaying', build: unread }, 0, 0)).toBe(
    '0 events replayed; 40 wait to be written',
  )
})

test('a comparison shows its counts, and first what is missing', () => {
  expect(checkLines(check, build)).toEqual([
    '4,200 purchases compared: 3 differ, 1 lack something, 2 have more than before, 1 are in the rebuilt read model alone.',
    '  p-1  placedAt: 2026-11-29T08:30:00.000Z → nothing',
    '  p-2  totalAmount: 1 → 1990',
  ])
  expect(checkLines({ ...check, carriedOver: 5 }, { ...build, to: '2026-11-29T09:00:00.000Z' })[1]).toBe(
    '5 have something that was carried over, because it happened before 2026-11-29T08:00:00.000Z or after ' +
      '2026-11-29T09:00:00.000Z, or about then.',
  )
})

test('the first line says how to go on, since a run that is killed says nothing', () => {
  expect(beginningLine({ ...build, to: '2026-11-29T09:00:00.000Z' }, false)).toBe(
    'Begins generation 3. If this run ends early, repeat the command with --from 2026-11-29T08:00:00.000Z --to ' +
      '2026-11-29T09:00:00.000Z.',
  )
  expect(beginningLine(build, true)).toBe(
    'Continues generation 3, whose rebuild was begun at 2026-11-29T10:00:00.000Z.',
  )
})

test('what was accepted as dead letters is said to be left out', () => {
  expect(leftOutLines(build)).toEqual([])
  const accepted = { ...build, queues: { waiting: 0, deadLetters: 2, undelivered: 0 } }
  expect(leftOutLines(accepted)[0]).toContain('2 replayed events are left out')
})

test('what is missing comes with the ways out', () => {
  expect(missingText(build)).toContain('with an earlier --from.')
  expect(missingText({ ...build, to: build.startedAt })).toContain('earlier --from or a later --to.')
  expect(missingText(build)).toContain('--accept-missing')
})

test('a status names the generations, the build and what is stuck', () => {
  expect(statusLines({ live: '0' })).toEqual([
    'Generation 0 of the read model is live.',
    'No rebuild is in progress.',
  ])
  const stuck = { ...build, queues: { waiting: 0, deadLetters: 2, undelivered: 1 } }
  const previous = { generation: '1', keptUntil: '2026-11-30T10:00:00.000Z', replacedBy: build }
  expect(statusLines({ live: '2', previous, build: stuck })).toEqual([
    'Generation 2 of the read model is live: rebuilt from 2026-11-29T08:00:00.000Z to the present.',
    'Generation 1 is kept until 2026-11-30T10:00:00.000Z: --undo goes back to it, --discard deletes it.',
    'Generation 3 is being built: from 2026-11-29T08:00:00.000Z to the present, begun at 2026-11-29T10:00:00.000Z.',
    '1,200 events replayed, to 2026-11-29T09:00:00.000Z. SNS is not done.',
    '2 dead letters, 1 undelivered: npm run dlq shows them.',
  ])
})
