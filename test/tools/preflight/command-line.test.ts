import { parseCommandLine } from '../../../tools/preflight/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

test('no option is required', () => {
  expect(parseCommandLine([])).toEqual({
    context: {},
    endpoint: undefined,
    assembly: undefined,
    json: false,
    help: false,
  })
})

test('context is parsed as cdk parses it', () => {
  const args = ['-c', 'stage=prod', '--context', 'reviewLimits={"EUR":1}', '-c', 'sender=a=b@books.dev']
  expect(parseCommandLine(args)).toMatchObject({
    context: { stage: 'prod', reviewLimits: '{"EUR":1}', sender: 'a=b@books.dev' },
  })
})

test.each<[string[], string]>([
  [['--stage', 'prod'], "Unknown option '--stage'"],
  [['prod'], "Unexpected argument 'prod'"],
  [['-c', 'prod'], '-c takes KEY=VALUE, such as stage=prod, not "prod".'],
  [['--endpoint', '4566'], '--endpoint takes a URL, such as http://127.0.0.1:4566, not "4566".'],
  [['--endpoint', 'http://'], 'not "http://".'],
  [['-c', 'stage=prod', '--assembly', 'cdk.out'], '-c stage=prod is for synthesizing'],
])('%j is refused: %s', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(message)
})
