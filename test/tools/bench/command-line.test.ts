import { parseCommandLine } from '../../../tools/bench/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

test('without a section, all are measured but the comparison with another revision and the outage', () => {
  expect(parseCommandLine([])).toEqual({
    sections: [
      'synth',
      'bundles',
      'start',
      'sqs',
      'kinesis',
      'firehose',
      'insights',
      'purchases',
      'videos',
      'mail',
      'posts',
      'clickstream',
    ],
    against: 'HEAD~1',
    rounds: 15,
    messages: 150_000,
    help: false,
  })
})

test('options are read', () => {
  expect(parseCommandLine(['sqs', 'purchases']).sections).toEqual(['sqs', 'purchases'])
  expect(parseCommandLine(['cost', '--against', '0c62848', '--rounds=6'])).toMatchObject({
    sections: ['cost'],
    against: '0c62848',
    rounds: 6,
  })
  expect(parseCommandLine(['outage', '--messages', '20000'])).toMatchObject({
    sections: ['outage'],
    messages: 20_000,
  })
})

test.each<[string[], string]>([
  [['costs'], 'There is no section costs: choose from synth, bundles,'],
  [['cost', '--round', '6'], "Unknown option '--round'"],
  [
    ['cost', '--rounds', '5'],
    '--rounds takes a whole number from 6 to 100, not "5": fewer rounds give no 95 % interval.',
  ],
  [['cost', '--rounds', 'many'], 'not "many"'],
  [['cost', '--rounds', '101'], 'not "101"'],
  [['sqs', '--rounds', '20'], '--rounds 20 needs the section cost: npm run bench -- cost --rounds 20'],
  [['--against', 'main'], '--against main needs the section cost: npm run bench -- cost --against main'],
  [
    ['outage', '--messages', '99'],
    '--messages takes a whole number from 100 to 200000, not "99": the local AWS holds all of them in memory.',
  ],
  [['outage', '--messages', '200001'], 'not "200001"'],
  [['outage', '--messages', '1e5'], 'not "1e5"'],
  [
    ['cost', '--messages', '500'],
    '--messages 500 needs the section outage: npm run bench -- outage --messages 500',
  ],
])('%j is refused: %s', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(message)
})
