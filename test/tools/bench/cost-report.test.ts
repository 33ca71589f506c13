import { costBetween } from '../../../tools/bench/cost-of-purchase.ts'
import { type Round, reportCost } from '../../../tools/bench/cost-report.ts'

/** The other revision's 20 ms a purchase, and this checkout's, which takes `ratio` times as long in each part. */
function round(ratio: number): Round {
  const cost = { functions: 12, local: 6, clients: 2, invocations: 3, environments: 20 }
  const here = { ...cost, functions: 12 * ratio, local: 6 * ratio, clients: 2 * ratio }
  return { here, there: cost }
}

function total(ratios: readonly number[]) {
  return reportCost(ratios.map(round), '0c62848').find(({ what }) => what.endsWith('total'))
}

test('what purchases cost lies between two readings', () => {
  const before = { functions: 100, local: 50, clients: 10, invocations: 30, environments: 20 }
  const after = { functions: 700, local: 250, clients: 110, invocations: 180, environments: 22 }
  expect(costBetween(before, after, 50)).toEqual({
    functions: 12,
    local: 4,
    clients: 2,
    invocations: 3,
    environments: 22,
  })
})

test('each part and the total are compared in pairs, by the median', () => {
  const rows = reportCost([0.5, 0.9, 1.0, 1.1, 1.2, 3].map(round), '0c62848')
  expect(rows.map(({ what }) => what)).toEqual([
    'processor time per purchase: functions',
    'processor time per purchase: local AWS',
    'processor time per purchase: clients',
    'processor time per purchase: total',
    'invocations of functions per purchase',
    'processes of functions after the load',
    'confidence of these intervals, from 6 rounds',
  ])
  expect(rows[3]).toMatchObject({ measured: '21.00 ms', beside: 'at 0c62848 20.00 ms; ratio 0.500 to 3.000' })
  expect(rows[3]?.ratio).toBeCloseTo(1.05)
})

test('a change costs too much when the lower end of the interval is above 1.05', () => {
  const certain = Array.from({ length: 15 }, (_, index) => 1.06 + index / 100)
  expect(total(certain)?.target).toMatchObject({ met: false })
  // Of 15 values, the fourth is the lower end.
  expect(total([1, 1, 1, 1.049, ...certain.slice(4)])?.target).toMatchObject({ met: true })
  expect(total([1, 1, 1, ...certain.slice(3)])?.target).toMatchObject({ met: false })
})
