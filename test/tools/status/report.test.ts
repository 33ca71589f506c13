import { statusLines } from '../../../tools/status/report.ts'
import { shown } from '../../../tools/status/screen.ts'
import type { Status } from '../../../tools/status/status.ts'

const WELL: Status = {
  stage: 'dev',
  at: '2026-11-29T10:00:30.000Z',
  problems: [],
  alarms: [],
  functions: [
    {
      service: 'shop-shipping',
      queue: 'Shipping.fifo',
      depth: { waiting: 1_234, inFlight: 2, delayed: 0 },
      oldestSeconds: 75,
      arrived: 5,
      finished: 4,
      failed: 0,
      throttled: 0,
      deadLetters: 0,
      undelivered: 0,
      source: 'Enabled',
      lastResult: 'OK',
    },
  ],
}

test('the verdict comes first, and what is zero is blank', () => {
  const [verdict, , header, row] = statusLines(WELL, 'the account')
  expect(verdict).toBe('all well: 1 functions, 0 alarms, none is on  dev on the account, 10:00:30 UTC')
  const at = (name: string) => row?.slice(0, (header?.indexOf(name) ?? 0) + name.length)
  expect(at('waiting')).toMatch(/1,234$/)
  expect(at('oldest')).toMatch(/75 s$/)
  expect(row?.trimEnd()).toMatch(/5 +4$/)
})

test('what needs somebody is told with since when', () => {
  const problem = { kind: 'alarm', name: 'a', text: 'a: it is slow.', since: '2026-11-29T10:00:00Z' } as const
  const other = { kind: 'key', name: 'k', text: 'the KMS key k is disabled' } as const
  const [verdict, first, second] = statusLines({ ...WELL, problems: [problem, other] }, 'the account')
  expect(verdict).toMatch(/^2 things need somebody/)
  expect(first).toBe('  ✗ a: it is slow. (for 30 s)')
  expect(second).toBe('  ✗ the KMS key k is disabled')
})

test('what is higher than the terminal is cut, and says so', () => {
  expect(shown(['a', 'b'], 3)).toEqual(['a', 'b'])
  expect(shown(['a', 'b', 'c', 'd'], 4)).toEqual([
    'a',
    'b',
    '… 2 more lines: make the terminal higher, or use --once',
  ])
})
