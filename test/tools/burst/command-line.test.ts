import { parseCommandLine } from '../../../tools/burst/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

test('options have defaults', () => {
  expect(parseCommandLine([])).toEqual({
    videos: 1_000,
    encoders: 2,
    connections: 500,
    minutes: 30,
    out: 'burst.svg',
    stage: 'dev',
    account: false,
    help: false,
  })
})

test('options are read', () => {
  const args = ['--videos', '20', '--encoders=4', '--connections', '8', '--minutes', '5', '--out', 'a/b.svg']
  expect(parseCommandLine(args)).toMatchObject({
    videos: 20,
    encoders: 4,
    connections: 8,
    minutes: 5,
    out: 'a/b.svg',
  })
  expect(parseCommandLine(['--account', '--stage', 'prod'])).toMatchObject({ account: true, stage: 'prod' })
})

test.each<[string[], string]>([
  [['--video', '20'], "Unknown option '--video'"],
  [['1000'], "Unexpected argument '1000'"],
  [['--videos', 'many'], '--videos takes a whole number from 1 to 100000, not "many".'],
  [['--videos', '0'], '--videos takes a whole number from 1 to 100000, not "0".'],
  [['--videos', '1e3'], '--videos takes a whole number from 1 to 100000, not "1e3".'],
  [['--encoders', '1'], '--encoders takes a whole number from 2 to 100, not "1".'],
  [['--connections', '5001'], '--connections takes a whole number from 1 to 5000, not "5001".'],
  [['--minutes', '0.5'], '--minutes takes a whole number from 1 to 720, not "0.5".'],
  [['--out', 'burst.png'], '--out takes the name of an SVG file, such as burst.svg, not "burst.png".'],
  [['--account', '--stage', 'Prod'], 'not "Prod".'],
  [
    ['--account', '--encoders', '10'],
    'stacks is set when they are deployed ("encoderConcurrency": 10 in the settings of their stage).',
  ],
  [['--stage', 'prod'], '--stage prod is for the stacks of an account: add --account.'],
])('%j is refused: %s', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(message)
})
