import { parseCommandLine } from '../../../tools/dlq/command-line.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

const AT = ['--local', 'http://127.0.0.1:4566']

test.each([
  [[], { kind: 'queues', json: false }],
  [['list', 'shop-shipping'], { kind: 'list', queue: 'shop-shipping' }],
  [['find', '01a226fd'], { kind: 'find', id: '01a226fd' }],
  [['show', '01a226fd', '--json'], { kind: 'show', id: '01a226fd', json: true }],
  [['redrive', '01a226fd'], { kind: 'redrive', selection: { id: '01a226fd' } }],
  [['redrive', '--queue', 'mail-mailer', '--rate', '5'], { selection: { queue: 'mail-mailer' }, rate: 5 }],
  [['drop', '01a226fd', '--yes', '--into', 'x'], { kind: 'drop', yes: true, into: 'x' }],
])('%j', (args, command) => {
  expect(parseCommandLine([...args, ...AT])).toMatchObject(command)
})

test.each([
  [['burn'], 'not "burn"'],
  [['list'], 'list takes a queue'],
  [['find', 'ada'], 'not "ada"'],
  [['redrive'], 'redrive takes an id'],
  [['redrive', '01a226fd', '--queue', 'x'], 'not both'],
  [['redrive', '--queue', 'x', '--rate', '501'], '--rate takes a whole number from 1 to 500, not "501"'],
  [['list', 'x', '--rate', '5'], '--rate is for redrive'],
  [['redrive', '01a226fd', '--yes'], '--yes is for drop'],
  [['find', '01a226fd', 'x'], 'leave "x" out'],
])('%j is refused: %s', (args, reason) => {
  expect(() => parseCommandLine([...args, ...AT])).toThrow(UsageError)
  expect(() => parseCommandLine([...args, ...AT])).toThrow(reason)
})
