import { parseCommandLine } from '../../../tools/mutate/command-line.ts'

test('folders, and what to draw', () => {
  const options = parseCommandLine([
    'lambda/mail',
    'lib',
    '--sample',
    '40',
    '--seed',
    '7',
    '--jobs',
    '3',
    '--json',
  ])
  expect(options).toMatchObject({ targets: ['lambda/mail', 'lib'], sample: 40, seed: 7, jobs: 3, json: true })
})

test('all mutants, and the tests of the same name, unless told otherwise', () => {
  expect(parseCommandLine(['lib'])).toMatchObject({ sample: undefined, seed: 1, tests: [], json: false })
  expect(parseCommandLine(['lib', '--tests', 'test/a', '--tests', 'test/b']).tests).toEqual([
    'test/a',
    'test/b',
  ])
})

test.each([
  [[], 'Name the folder whose tests to measure, such as lambda/mail.'],
  [['lib', '--sample', '0'], '--sample takes a whole number from 1 to 1000000, not "0".'],
  [['lib', '--seed', 'x'], '--seed takes a whole number from 0 to 4294967295, not "x".'],
  [['lib', '--jobs', '65'], '--jobs takes a whole number from 1 to 64, not "65".'],
])('%j is refused', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message)
})

test('help needs no folder', () => {
  expect(parseCommandLine(['--help']).help).toBe(true)
})
