import { UsageError } from '../../../tools/terminal/command-line.ts'
import { parseCommandLine } from '../../../tools/trace/command-line.ts'

const ID = '01a226fd-bb10-7420-9846-97df66eb307a'
const NOW = Date.parse('2026-11-29T10:15:30.000Z')
const parse = (...args: string[]) => parseCommandLine(args, NOW)

test('an id, and where to look', () => {
  const options = parse('--local', 'http://127.0.0.1:4566', ID, '--stage', 'test')
  expect(options).toMatchObject({ kind: 'trace', id: ID, json: false, target: { stage: 'test' } })
  expect(options).toMatchObject({ since: undefined, follow: false, html: undefined })
})

test('the beginning of an id', () => {
  expect(parse('01a226fd', '--account', '--json')).toMatchObject({ id: '01a226fd', json: true })
})

test('live, as a page, and from a time on', () => {
  expect(parse(ID, '--account', '--follow')).toMatchObject({ follow: true })
  expect(parse(ID, '--account', '--html', 'a.html')).toMatchObject({ html: 'a.html' })
  expect(parse(ID, '--account', '--since', '90m')).toMatchObject({ since: new Date('2026-11-29T08:45:30Z') })
})

test('a customer is looked at for a day, a session for an hour, without --since', () => {
  expect(parse('--customer', 'ada', '--account')).toMatchObject({
    kind: 'customer',
    customerId: 'ada',
    since: new Date('2026-11-28T10:15:30Z'),
  })
  expect(parse('--session', 'visit-1', '--account')).toMatchObject({
    kind: 'session',
    sessionId: 'visit-1',
    since: new Date('2026-11-29T09:15:30Z'),
  })
  expect(parse('--customer', 'ada', '--account', '--since', '2026-11-01T00:00Z')).toMatchObject({
    since: new Date('2026-11-01T00:00:00Z'),
  })
})

test('--help needs no id', () => {
  expect(parse('--help')).toBeUndefined()
})

test.each([
  [[], 'The id of a purchase, a video or a post is missing.'],
  [['a', 'b'], 'One id at a time: leave "b" out.'],
  [[ID, '--customer', 'ada'], 'One id at a time: leave "ada" out.'],
  [['--session', 'a', '--customer', 'ada'], 'One id at a time: leave "a" out.'],
  [['01a2'], 'not "01a2"'],
  [['ada@example.com'], 'not "ada@example.com"'],
  [['--customer', 'ada@example.com'], '--customer takes an id of up to 128 letters'],
  [['--session', 'a" || $.x = "'], '--session takes an id of up to 128 letters'],
  [
    ['--customer', 'ada', '--follow'],
    '--follow and --html take the id of a purchase, a video or a post, not --customer.',
  ],
  [[ID, '--follow', '--json'], '--follow goes with neither --json nor --html'],
  [
    [ID, '--html', 'trace.txt'],
    '--html takes the name of an HTML file, such as trace.html, not "trace.txt".',
  ],
  [[ID, '--since', 'yesterday'], '--since takes a time in UTC'],
  [[ID, '--stage', 'Prod'], 'not "Prod"'],
  [[ID, '--until', '1h'], "Unknown option '--until'"],
])('%j is refused: %s', (args, reason) => {
  expect(() => parse(...args)).toThrow(UsageError)
  expect(() => parse(...args)).toThrow(reason)
})
