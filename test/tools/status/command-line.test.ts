import { parseCommandLine } from '../../../tools/status/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

const LOCAL = ['--local', 'http://127.0.0.1:4566']

test('without options it looks at the pipelines, more often on the local AWS than on an account', () => {
  expect(parseCommandLine(LOCAL)).toMatchObject({ what: { kind: 'pipelines' }, once: false, everySeconds: 2 })
  expect(parseCommandLine(['--account'])).toMatchObject({ everySeconds: 30 })
  expect(parseCommandLine([...LOCAL, '--every', '7'])).toMatchObject({ everySeconds: 7 })
})

test('--json and --dashboards look once', () => {
  expect(parseCommandLine([...LOCAL, '--json'])).toMatchObject({ json: true, once: true })
  expect(parseCommandLine([...LOCAL, '--dashboards'])).toMatchObject({ once: true })
})

test('a dashboard may begin elsewhere than it says', () => {
  const since = '2026-11-29T10:15Z'
  expect(parseCommandLine([...LOCAL, '--dashboard', 'shop', '--since', since])?.what).toEqual({
    kind: 'dashboard',
    name: 'shop',
    start: new Date(since),
  })
  expect(parseCommandLine([...LOCAL, '--dashboard', 'shop'])?.what).toMatchObject({ start: undefined })
})

test('--help asks for nothing else', () => {
  expect(parseCommandLine(['--help'])).toBeUndefined()
})

test.each([
  [['--since', '30m'], '--since is the time range of a dashboard'],
  [['--dashboard', 'x', '--since', '30'], '--since takes a time in UTC such as'],
  [['--dashboard', 'x', '--dashboards'], 'leave one out'],
  [['--dashboard', ''], '--dashboard takes a name'],
  [['--once', '--every', '3'], '--every is for looking again, which --once does not'],
  [['--every', '0'], '--every takes a whole number from 1 to 3600, not "0"'],
  [['--colour'], "Unknown option '--colour'"],
])('%j is refused', (args, message) => {
  const parse = () => parseCommandLine([...LOCAL, ...args])
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(message)
})
