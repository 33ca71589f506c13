import { statusLines } from '../../../tools/status/report.ts'
import { refresh, shown } from '../../../tools/status/screen.ts'
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
  expect(verdict).toBe('all well: 1 functions, and none of 0 alarms is on  dev on the account, 10:00:30 UTC')
  const at = (name: string) => row?.slice(0, (header?.indexOf(name) ?? 0) + name.length)
  expect(at('waiting')).toMatch(/1,234$/)
  expect(at('oldest')).toMatch(/75 s$/)
  expect(row?.trimEnd()).toMatch(/5 +4$/)
})

test('columns without a value are left out, and functions without any are listed', () => {
  const [shipping] = WELL.functions
  const idle = { ...(shipping as Status['functions'][number]), service: 'shop-review' }
  const depth = { waiting: 0, inFlight: 0, delayed: 0 }
  const rest = { ...idle, depth, oldestSeconds: undefined, arrived: 0, finished: 0 }
  const lines = statusLines({ ...WELL, functions: [...WELL.functions, rest] }, 'the account')
  expect(lines[2]?.trim().split(/ {2,}/)).toEqual(['function', 'waiting', 'in flight', 'oldest', 'in', 'out'])
  expect(lines[4]).toBe('  1 idle: shop-review')
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

/** What is shown of these looks, one after the other, on a screen that is stopped after the last. */
async function shownOf(...looks: (() => string[])[]): Promise<string[]> {
  const stop = new AbortController()
  const screens: string[] = []
  const screen = {
    rows: 10,
    draw(lines: readonly string[]) {
      screens.push(lines.join('\n'))
      if (screens.length === looks.length) stop.abort()
    },
  }
  let next = 0
  await refresh(async () => looks[next++]?.() ?? [], 0, screen, stop.signal)
  return screens
}

const fails = () => {
  throw new Error('ECONNREFUSED')
}

test('each look replaces the one before, which stays where the next fails', async () => {
  const [first, second, third] = await shownOf(
    () => ['a'],
    fails,
    () => ['b'],
  )
  expect(first).toBe('a')
  expect(second).toMatch(/cannot look now: ECONNREFUSED.*\na$/)
  expect(third).toBe('b')
})

test('where the first look fails there is nothing to show', async () => {
  await expect(shownOf(fails)).rejects.toThrow('ECONNREFUSED')
})
