import { parseCommandLine } from '../../../tools/gameday/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

test('options have defaults', () => {
  expect(parseCommandLine(['--down', 'sns'])).toEqual({
    kind: 'run',
    down: 'sns',
    // Half a minute of real time for half an hour.
    plan: expect.objectContaining({ rate: 10, outageMs: 1_800_000, healthyMs: 300_000, timeScale: 60 }),
    out: 'gameday.svg',
    stage: 'dev',
    account: false,
  })
})

test('options are read', () => {
  const args = ['--down=ses', '--for', '2h', '--rate', '6', '--time-scale', '200', '--out', 'a/b.svg']
  expect(parseCommandLine(args)).toMatchObject({
    down: 'ses',
    plan: { rate: 6, outageMs: 7_200_000, timeScale: 200 },
    out: 'a/b.svg',
  })
  expect(parseCommandLine(['--restore', '--account', '--stage', 'prod'])).toEqual({
    kind: 'restore',
    stage: 'prod',
  })
  expect(parseCommandLine(['--help'])).toEqual({ kind: 'help' })
})

test.each([
  ['90s', 3],
  ['30s', 1],
  ['2h', 120],
  ['12h', 120],
])('an outage of %s has the time scale %d', (span, timeScale) => {
  expect(parseCommandLine(['--down', 'kms', '--for', span])).toMatchObject({ plan: { timeScale } })
})

test('on an account, time is real', () => {
  expect(parseCommandLine(['--down', 'kms', '--account'])).toMatchObject({
    account: true,
    plan: { timeScale: 1 },
  })
})

test.each<[string[], string]>([
  [['--downs', 'sns'], "Unknown option '--downs'"],
  [['sns'], "Unexpected argument 'sns'"],
  [[], 'Say which dependency to take down: --down dynamodb, --down sns'],
  [['--down', 'sqs'], '--down takes dynamodb, sns, kms, ses, s3, function, not "sqs".'],
  [['--for', '30'], '--for takes 30s to 12h as a number with s, m or h, such as 30m, not "30".'],
  [['--for', '29s'], 'not "29s".'],
  [['--for', '13h'], 'not "13h".'],
  [['--for', '1.5h'], 'not "1.5h".'],
  [['--rate', '0'], '--rate takes a whole number from 1 to 600, not "0".'],
  [['--rate', 'many'], '--rate takes a whole number from 1 to 600, not "many".'],
  [['--time-scale', '0.5'], '--time-scale takes a whole number from 1 to 600, not "0.5".'],
  [['--out', 'gameday.png'], '--out takes the name of an SVG file, such as gameday.svg, not "gameday.png".'],
  [['--for', '12h', '--time-scale', '10'], 'use --time-scale 64 or more, or a shorter --for.'],
  [
    ['--for', '30m', '--rate', '100'],
    '--rate 100 with a time scale of 60 is 100 purchases per real second: use --rate 40 or less, or a smaller --time-scale.',
  ],
  [
    ['--for', '12h', '--rate', '30'],
    '--rate 30 makes 28800 purchases, more than 20000: use --rate 20 or less',
  ],
  [['--account', '--time-scale', '2'], '--time-scale 2 is for the local AWS'],
  [['--stage', 'prod'], '--stage prod is for the stacks of an account: add --account.'],
  [['--account', '--stage', 'Prod'], 'not "Prod".'],
])('%j is refused: %s', (args, message) => {
  const whole =
    args.length === 0 || args[0]?.startsWith('--down') || args[0] === 'sns'
      ? args
      : ['--down', 'sns', ...args]
  expect(() => parseCommandLine(whole)).toThrow(UsageError)
  expect(() => parseCommandLine(whole)).toThrow(message)
})

test.each<[string[], string]>([
  [['--restore'], '--restore is for an account: add --account.'],
  [['--restore', '--account', '--down', 'sns'], '--restore does nothing else: leave out --down.'],
])('%j is refused: %s', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message)
})
