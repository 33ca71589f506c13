import { UsageError } from '../../../tools/terminal/command-line.ts'
import { parseCommandLine } from '../../../tools/trace/command-line.ts'

test('an id is enough: the stage is dev, on the account', () => {
  expect(parseCommandLine(['01a1'])).toEqual({ correlationId: '01a1', stage: 'dev', local: undefined })
})

test('a stage and the address of a local AWS', () => {
  const args = ['--local', 'http://127.0.0.1:4566', '01a1', '--stage', 'test']
  expect(parseCommandLine(args)).toEqual({
    correlationId: '01a1',
    stage: 'test',
    local: 'http://127.0.0.1:4566',
  })
})

test('--help needs no id', () => {
  expect(parseCommandLine(['--help'])).toBeUndefined()
})

test.each([
  [[], 'Name the id of a purchase, a video or a post.'],
  [['a', 'b'], 'Name one id at a time: leave out "b".'],
  [['a', '--stage', 'Prod'], 'not "Prod"'],
  [['a', '--since', '1h'], "Unknown option '--since'"],
])('%j is refused: %s', (args, reason) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(reason)
})
