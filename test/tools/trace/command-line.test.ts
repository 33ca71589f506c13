import { UsageError } from '../../../tools/terminal/command-line.ts'
import { parseCommandLine } from '../../../tools/trace/command-line.ts'

const ID = '01a226fd-bb10-7420-9846-97df66eb307a'

test('an id, and where to look', () => {
  const options = parseCommandLine(['--local', 'http://127.0.0.1:4566', ID, '--stage', 'test'])
  expect(options).toMatchObject({ id: ID, json: false, target: { stage: 'test' } })
})

test('the beginning of an id', () => {
  expect(parseCommandLine(['01a226fd', '--account', '--json'])).toMatchObject({ id: '01a226fd', json: true })
})

test('--help needs no id', () => {
  expect(parseCommandLine(['--help'])).toBeUndefined()
})

test.each([
  [[], 'The id of a purchase, a video or a post is missing.'],
  [['a', 'b'], 'One id at a time: leave "b" out.'],
  [['01a2'], 'not "01a2"'],
  [['ada@example.com'], 'not "ada@example.com"'],
  [[ID, '--stage', 'Prod'], 'not "Prod"'],
  [[ID, '--until', '1h'], "Unknown option '--until'"],
])('%j is refused: %s', (args, reason) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(reason)
})
