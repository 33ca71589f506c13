import { parseCommandLine } from '../../../tools/demo/command-line.ts'
import { AFTERWARDS, tryItLines } from '../../../tools/demo/what-next.ts'
import { UsageError } from '../../../tools/terminal/command-line.ts'

test('the demo goes, unless it is told to stay', () => {
  expect(parseCommandLine([])).toEqual({ keep: false })
  expect(parseCommandLine(['--keep'])).toEqual({ keep: true })
  expect(parseCommandLine(['--help', '--keep'])).toBeUndefined()
})

test.each([
  [['--kepe'], "Unknown option '--kepe'"],
  [['shop'], "Unexpected argument 'shop'"],
])('%j is refused', (args, message) => {
  expect(() => parseCommandLine(args)).toThrow(UsageError)
  expect(() => parseCommandLine(args)).toThrow(message)
})

const LEFT = {
  endpoint: 'http://127.0.0.1:4566',
  purchaseId: 'p1',
  videoId: 'v1',
  postId: 'b1',
  others: false,
}

test('what stays up is told by its ids', () => {
  const commands = tryItLines(LEFT).map(line => line.trim().split(/ {2,}/)[0])
  expect(commands).toEqual([
    'npm run trace -- p1',
    'npm run trace -- v1',
    'npm run trace -- b1',
    'npm run dlq',
    'npm run status',
    'http://127.0.0.1:4566/_aws/ses',
  ])
})

test('where others run, each command says which, and a video that was not made is left out', () => {
  const lines = tryItLines({ ...LEFT, videoId: undefined, others: true }).join('\n')
  expect(lines).toContain('npm run trace -- p1 --local http://127.0.0.1:4566')
  expect(lines).toContain('npm run dlq -- --local http://127.0.0.1:4566')
  expect(lines).not.toContain('v1')
})

test('what is gone is not named', () => {
  expect(AFTERWARDS.join('\n')).not.toMatch(/127\.0\.0\.1|trace/)
})
