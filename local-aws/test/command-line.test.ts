import { parseCommandLine, UsageError } from '../src/command-line.ts'

test('options that are not given have defaults', () => {
  expect(parseCommandLine([])).toEqual({
    port: 0,
    app: undefined,
    empty: false,
    timeScale: 1,
    assembly: undefined,
    context: {},
    quiet: false,
    logLines: undefined,
    help: false,
  })
})

test('options that are given are used', () => {
  expect(parseCommandLine(['--port', '4566', '--time-scale=0.5', '--assembly', 'cdk.out'])).toMatchObject({
    port: 4566,
    timeScale: 0.5,
    assembly: 'cdk.out',
  })
})

test('an app is accepted with its arguments and context', () => {
  expect(parseCommandLine(['--app', 'node bin/app.ts --quick', '-c', 'a=b'])).toMatchObject({
    app: 'node bin/app.ts --quick',
    context: { a: 'b' },
  })
})

test('context is parsed as by the CDK', () => {
  const { context } = parseCommandLine([
    '-c',
    'stage=test',
    '--context',
    'reviewLimits={"EUR":1}',
    '-c',
    'a=b=c',
  ])
  expect(context).toEqual({ stage: 'test', reviewLimits: '{"EUR":1}', a: 'b=c' })
})

test.each<[string[], string]>([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['4566'], "Unexpected argument '4566'"],
  [['--port'], "Option '--port <value>' argument missing"],
  [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
  [['--port', ''], '--port takes a number from 0 to 65535, not "".'],
  [['--port=-1'], '--port takes a number from 0 to 65535, not "-1".'],
  [['--time-scale', 'fast'], '--time-scale takes a number above 0, not "fast".'],
  [['--time-scale', '0'], '--time-scale takes a number above 0, not "0".'],
  [['--time-scale', 'Infinity'], '--time-scale takes a number above 0, not "Infinity".'],
  [['--empty', '--assembly', 'cdk.out'], '--empty and --assembly exclude each other'],
  [['--empty', '--app', 'node app.ts'], '--empty and --app exclude each other'],
  [['--app', 'node app.ts', '--assembly', 'cdk.out'], '--app and --assembly exclude each other'],
  [['--app', ' '], "--app takes the command that synthesizes, such as 'node bin/app.ts'"],
  [['-c', 'experiments'], '-c takes KEY=VALUE, such as experiments=true, not "experiments".'],
  [['-c', '=true'], '-c takes KEY=VALUE, such as experiments=true, not "=true".'],
  [
    ['--empty', '-c', 'stage=test'],
    '-c stage=test is for synthesizing, which --empty and --assembly do without',
  ],
])('%j is refused: %s', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(message)
})
