import { UsageError } from '../../../tools/terminal/command-line.ts'
import { timeOption } from '../../../tools/terminal/time-option.ts'

const NOW = Date.parse('2026-11-29T10:15:30.000Z')

test.each([
  ['2026-11-29T08:00Z', '2026-11-29T08:00:00.000Z'],
  ['2026-11-29T08:00:59.9Z', '2026-11-29T08:00:59.900Z'],
  ['90m', '2026-11-29T08:45:30.000Z'],
  ['6h', '2026-11-29T04:15:30.000Z'],
  ['1d', '2026-11-28T10:15:30.000Z'],
])('%s is %s', (text, time) => {
  expect(timeOption('--since', text, NOW).toISOString()).toBe(time)
})

test.each(['yesterday', '2026-11-29T10:15', '2026-13-29T10:15Z', '90', '-1h', ''])('%j is refused', text => {
  expect(() => timeOption('--since', text, NOW)).toThrow(UsageError)
  expect(() => timeOption('--since', text, NOW)).toThrow(
    `--since takes a time in UTC such as 2026-11-29T10:15Z`,
  )
})
