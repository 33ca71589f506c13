import { parseCommandLine } from '../../../tools/grants/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

const RUNNING = 'http://127.0.0.1:4566'
const none = () => []
const one = () => [RUNNING]
const two = () => [RUNNING, 'http://127.0.0.1:4567']

test('it reports on the local AWS that runs', () => {
  expect(parseCommandLine([], one)).toMatchObject({
    target: { connection: { endpoint: RUNNING }, stage: 'dev' },
    json: false,
    explicit: false,
  })
  expect(parseCommandLine(['--stage', 'test', '--all', '--json'], one)).toMatchObject({
    target: { stage: 'test' },
    json: true,
    explicit: true,
  })
})

test('it starts one if none runs, or on demand', () => {
  expect(parseCommandLine([], none)?.target).toBeUndefined()
  expect(parseCommandLine(['--run'], one)?.target).toBeUndefined()
  expect(parseCommandLine(['--run'], two)?.target).toBeUndefined()
})

test('--help asks for nothing else', () => {
  expect(parseCommandLine(['--help'], none)).toBeUndefined()
})

/** @own the command line of `npm run grants` */
test.each([
  [['--run', '--local', RUNNING], one, '--run starts a local AWS with the stage dev'],
  [['--stage', 'test'], none, 'No local AWS runs here with the stage'],
  [['--account'], none, "Unknown option '--account'"],
  [[], two, 'Choose one by --local, or start another by --run.'],
])('%j is refused', (args, running, message) => {
  const parse = () => parseCommandLine(args, running)
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(message)
})
