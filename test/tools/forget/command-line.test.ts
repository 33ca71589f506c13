import { parseCommandLine } from '../../../tools/forget/command-line.ts'

const parse = (...args: string[]) =>
  parseCommandLine([...args, '--local', 'http://127.0.0.1:4566'], () => 'ada-1\nada@mail.example\n')

test('takes several ids and addresses of one person, and is careful by default', () => {
  const command = parse('ada-1', 'ada@mail.example')
  expect(command).toMatchObject({ dryRun: false, yes: false, anyway: false })
  expect(command?.person.labels).toHaveLength(2)
})

test('reads them from the standard input, so that they are in no history of a shell', () => {
  expect(parse('-')?.person.labels).toEqual(parse('ada-1', 'ada@mail.example')?.person.labels)
})

test('takes its options', () => {
  expect(parse('ada-1', '--dry-run', '--yes', '--anyway')).toMatchObject({
    dryRun: true,
    yes: true,
    anyway: true,
  })
})

test.each([
  [[], 'forget takes the id of a customer, or an e-mail address.'],
  [['ada byron'], 'What was given at place 1 is neither.'],
  [['ada-1', '--all'], "Unknown option '--all'"],
])('refuses %j', (args, words) => {
  expect(() => parse(...args)).toThrow(words)
})
