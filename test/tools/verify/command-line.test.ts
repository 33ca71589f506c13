import { UsageError } from '../../../tools/terminal/command-line.ts'
import { parseCommandLine } from '../../../tools/verify/command-line.ts'

const RUNNING = 'http://127.0.0.1:4566'

const parse = (args: readonly string[], environment = {}, running: readonly string[] = []) =>
  parseCommandLine(args, environment, () => [...running])

test('without options and without a local AWS that runs, it is to start one', () => {
  expect(parse([])).toEqual({ target: undefined, json: false, withinMs: 180_000 })
})

test.each([
  ['a local AWS that runs', [], {}, [RUNNING], { connection: { endpoint: RUNNING }, stage: 'dev' }],
  ['the stage that is named, on the account', ['--stage', 'prod'], {}, [], { connection: {}, stage: 'prod' }],
  ['the account', ['--account'], {}, [RUNNING], { connection: {}, stage: 'dev' }],
  ['the address of the environment', [], { AWS_ENDPOINT_URL: RUNNING }, [], { place: RUNNING }],
])('%s is taken', (_, args, environment, running, target) => {
  expect(parse(args, environment, running)?.target).toMatchObject(target)
})

test('--within is in seconds', () => {
  expect(parse(['--within', '20', '--json'])).toMatchObject({ withinMs: 20_000, json: true })
})

test('--help asks for nothing else', () => {
  expect(parse(['--help'])).toBeUndefined()
})

test.each([
  [['--within', '0'], '--within takes a whole number from 1 to 3600, not "0"'],
  [['--stage', 'Prod'], '--stage takes 1 to 12 lower-case letters'],
  [['--local', RUNNING, '--account'], '--local and --account exclude each other'],
])('%j is refused', (args, message) => {
  expect(() => parse(args)).toThrow(UsageError)
  expect(() => parse(args)).toThrow(message)
})
