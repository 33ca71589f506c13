import { parseCommandLine } from '../../../tools/replay/command-line.ts'

const now = Date.parse('2026-11-29T10:15:30.000Z')
const LOCAL = 'http://127.0.0.1:4566'

/** Without where it acts, which is the same for all tools. */
function parse(...args: string[]) {
  const { target: _, ...command } = parseCommandLine([...args, '--local', LOCAL], now)
  return command
}

test.each([
  ['2026-11-29T08:00Z', '2026-11-29T08:00Z'],
  ['2026-11-29T08:00:59.9Z', '2026-11-29T08:00Z'],
  ['90m', '2026-11-29T08:45Z'],
  ['6h', '2026-11-29T04:15Z'],
  ['1d', '2026-11-28T10:15Z'],
])('--from %s is the minute %s', (from, minute) => {
  expect(parse('trends', '--from', from)).toEqual({
    ...{ what: 'trends', kind: 'replay', from: minute },
  })
})

test('a range, a stage and an address', () => {
  const args = ['trends', '--from', '2h', '--to', '1h', '--stage', 'test', '--local', LOCAL]
  expect(parseCommandLine(args, now)).toEqual({
    what: 'trends',
    kind: 'replay',
    target: expect.objectContaining({ stage: 'test', place: `the local AWS at ${LOCAL}` }),
    from: '2026-11-29T08:15Z',
    to: '2026-11-29T09:15Z',
  })
})

test.each(['lake', 'stream'])('--source %s', source => {
  expect(parse('trends', '--from', '2026-11-29T08:00Z', '--source', source)).toEqual({
    ...{ what: 'trends', kind: 'replay', from: '2026-11-29T08:00Z' },
    source,
  })
  expect(() => parse('trends', '--status', '--source', source)).toThrow('stand alone')
})

test.each([
  ['trends', 'status'],
  ['trends', 'abandon'],
  ['history', 'status'],
  ['history', 'abandon'],
  ['history', 'undo'],
  ['history', 'discard'],
])('%s --%s stands alone', (what, kind) => {
  expect(parse(what, `--${kind}`)).toEqual({ what, kind })
  expect(() => parse(what, `--${kind}`, '--from', '1h')).toThrow('stand alone')
})

test('two of those that stand alone are one too many', () => {
  expect(() => parse('history', '--status', '--undo')).toThrow(
    '--status, --abandon, --undo and --discard stand alone',
  )
})

test('the read model is rebuilt from times to the millisecond', () => {
  const rebuild = { what: 'history', kind: 'rebuild', acceptMissing: false }
  expect(parse('history', '--from', '1h')).toEqual({ ...rebuild, from: '2026-11-29T09:15:30.000Z' })
  const times = ['--from', '2026-11-29T08:00:01.234Z', '--to', '2026-11-29T08:05Z']
  expect(parse('history', ...times, '--accept-missing')).toEqual({
    ...rebuild,
    acceptMissing: true,
    from: '2026-11-29T08:00:01.234Z',
    to: '2026-11-29T08:05:00.000Z',
  })
})

test('a read model may go live without so many dead letters', () => {
  const args = ['history', '--from', '1h', '--accept-dead-letters']
  expect(parse(...args, '2')).toMatchObject({ kind: 'rebuild', acceptDeadLetters: 2 })
  expect(() => parse(...args, '0')).toThrow('takes a whole number from 1 to 1000')
})

test('the times of the read model may be of one minute', () => {
  const minute = ['--from', '2026-11-29T08:00:01Z', '--to', '2026-11-29T08:00:02Z']
  expect(parse('history', ...minute)).toMatchObject({ to: '2026-11-29T08:00:02.000Z' })
  expect(() => parse('trends', ...minute)).toThrow('must be after')
})

test.each([
  [[], '"trends" or "history", not ""'],
  [['lake', '--from', '1h'], '"trends" or "history", not "lake"'],
  [['trends', 'history', '--from', '1h'], 'not "trends history"'],
  [['history', '--from', '1h', '--source', 'lake'], '--source does not go with history'],
  [['trends', '--from', '1h', '--accept-missing'], '--accept-missing does not go with trends'],
  [['trends', '--from', '1h', '--accept-dead-letters', '1'], '--accept-dead-letters does not go with trends'],
  [['trends', '--undo'], '--undo does not go with trends'],
  [['history'], '--from is missing'],
  [['history', '--from', '2026-11-29T10:16Z'], '--from 2026-11-29T10:16Z is in the future'],
  [['history', '--from', '1h', '--to', '2026-11-29T10:16Z'], '--to 2026-11-29T10:16Z is in the future'],
  [['history', '--from', '1h', '--to', '1h'], '--to 1h must be after --from 1h'],
  [['trends'], '--from is missing'],
  [['trends', '--from', 'yesterday'], '--from takes a time in UTC such as 2026-11-29T10:15Z'],
  [['trends', '--from', '2026-11-29T10:15'], 'not "2026-11-29T10:15"'],
  [['trends', '--from', '2026-13-29T10:15Z'], 'not "2026-13-29T10:15Z"'],
  [['trends', '--from', '1h', '--to', '2h'], '--to 2h must be after --from 1h'],
  [['trends', '--from', '1h', '--source', 'table'], '--source takes stream or lake, not "table"'],
  [['trends', '--since', '1h'], '--since'],
  [['history', '--undo', '--stage', 'Prod'], '--stage takes 1 to 12 lower-case letters'],
  [['history', '--undo', '--account'], '--local and --account exclude each other'],
])('%j is refused: %s', (args, reason) => {
  expect(() => parse(...args)).toThrow(reason)
})
