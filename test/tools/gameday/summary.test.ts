import { Ledger } from '../../../tools/clients/shop/ledger.ts'
import { expectations } from '../../../tools/gameday/expectations.ts'
import type { Results } from '../../../tools/gameday/results.ts'
import { spanText, summarize, titleOfRun } from '../../../tools/gameday/summary.ts'
import { exampleResults } from './results.ts'

const conditions = { place: 'here', inboxRead: true }
const summaryOf = (given: Partial<Results> = {}) => summarize(exampleResults(given), conditions)
const failing = (given: Partial<Results>) =>
  expectations(summaryOf(given)).flatMap(({ claim, holds }) => (holds ? [] : [claim]))

/** What was placed in the example, shipped as told. */
function shipped(...shipments: [purchaseId: string, customerId: string, shipmentId?: string][]): Ledger {
  const ledger = new Ledger()
  for (const { purchaseId, customerId } of exampleResults().placed) ledger.place(customerId, purchaseId)
  for (const [purchaseId, customerId, shipmentId = purchaseId] of shipments)
    ledger.ship({ purchaseId, customerId, shipmentId })
  return ledger
}

test('all holds where the outage changed nothing but the time', () => {
  expect(failing({})).toEqual([])
})

describe('an expectation fails', () => {
  const rest: [string, string][] = [
    ['a2', 'ada'],
    ['a3', 'ada'],
    ['g1', 'grace'],
  ]

  test.each<[string, Partial<Results>, string]>([
    [
      'a client gave up',
      { refusals: ['POST /purchases: 503'] },
      'buying continues: 4 of 5 purchases accepted',
    ],
    [
      'one is shipped twice',
      { ledger: shipped(['a1', 'ada'], ['a1', 'ada', 'again'], ...rest) },
      'each is shipped exactly once (once: 3, more often: 1)',
    ],
    [
      'a status is another',
      { statuses: new Map([['a1', 'delayed']]) },
      'each has the status shipped (delayed: 1)',
    ],
    [
      "a customer's order is not kept",
      { ledger: shipped(['a2', 'ada'], ['a1', 'ada'], ['a3', 'ada'], ['g1', 'grace']) },
      "each customer's order is kept (broken for 1 customers)",
    ],
    [
      'a receipt is missing and another came twice',
      { mails: new Map(Object.entries({ a1: 1, a2: 2, a3: 1 })) },
      'each has exactly one receipt in the inbox (once: 2, never: 1, more often: 1)',
    ],
    [
      'there are dead letters',
      { deadLetters: new Map([['HistoryDeadLetter', 2]]) },
      "no dead letter in any of the stage's queues (2)",
    ],
    [
      'SNS could not deliver',
      { undelivered: new Map([['ReviewUndelivered', 1]]) },
      'nothing that SNS could not deliver (1)',
    ],
    ['it is given up', { givenUp: true }, 'the queues are empty at the end'],
    [
      'a clip is not encoded',
      {
        clips: {
          uploaded: [{ videoId: 'v1', uploaderEmail: 'a@example.com' }],
          failures: [],
          statuses: new Map([['v1', 'encoding']]),
        },
        mails: new Map(Object.entries({ a1: 1, a2: 1, a3: 1, g1: 1, v1: 1 })),
      },
      'each clip is encoded (0 of 1)',
    ],
  ])('where %s', (_, given, claim) => {
    expect(failing(given)).toEqual([claim])
  })

  test('where one is lost: not shipped, and nowhere else', () => {
    const ledger = shipped(...rest)
    expect(failing({ ledger })).toEqual([
      'each is shipped exactly once (once: 3, never: 1)',
      'nothing lost (1)',
    ])
    expect(summaryOf({ ledger, givenUp: true }).tally.lost).toBe(0)
    expect(summaryOf({ ledger, deadLetters: new Map([['ShippingDeadLetter', 1]]) }).tally.lost).toBe(0)
  })
})

test('without an inbox, it says by what the mails were counted', () => {
  const summary = summarize(exampleResults(), { place: 'there', inboxRead: false })
  expect(expectations(summary).map(({ claim }) => claim)).toContain(
    "each has exactly one receipt by the mailer's log (once: 4)",
  )
})

test('draining is from the return to the last of the backlog; the ideal is the most work, shared', () => {
  // Two invocations of the mailer of 10 s each, and one of shipping, whose two messages are worked on at once.
  expect(summaryOf().drain).toEqual({
    backlog: 2,
    stuck: 0,
    tookMs: 130_000,
    idealMs: 10_000,
    bottleneck: 'mail-mailer',
    ratio: 13,
  })
  expect(summaryOf().longestAfterMs).toBe(130_000)
})

test('what never was through is counted, and does not make the drain look quick', () => {
  const hops = exampleResults().hops.filter(
    ({ service, correlationId }) => !(service === 'shop-shipping' && correlationId === 'g1'),
  )
  expect(summaryOf({ hops }).drain).toMatchObject({ backlog: 2, stuck: 1 })
})

test('where nothing was left over, there is nothing to drain', () => {
  expect(summaryOf({ placed: [] })).toMatchObject({ drain: undefined, longestAfterMs: undefined })
})

test('what the outage cost each consumer is of the outage alone', () => {
  const [shipping, mailer] = summaryOf().loads
  expect(shipping).toEqual({
    service: 'shop-shipping',
    invocations: 1_000_000,
    metered: true,
    // 0.20 USD for a million requests, and 1,000 GB-seconds on arm64.
    cost: expect.closeTo(0.2 + 1_000 * 0.0000133334),
    waited: 1,
    failedTries: 1,
    heldBack: 1,
    mostReceives: 3,
  })
  expect(mailer).toMatchObject({ invocations: 0, cost: 0, waited: 0, failedTries: 0, mostReceives: 1 })
})

test('where CloudWatch has no number, invocations are counted from the log', () => {
  const [shipping] = summaryOf({ invoked: new Map() }).loads
  expect(shipping).toMatchObject({ invocations: 1, metered: false, cost: 0 })
})

test.each([
  [30_000, '30 seconds'],
  [60_000, '1 minute'],
  [1_800_000, '30 minutes'],
  [5_400_000, '1.5 hours'],
])('%d ms are %s', (ms, text) => {
  expect(spanText(ms)).toBe(text)
})

test('the title says what was down', () => {
  expect(titleOfRun(summaryOf())).toBe('DynamoDB down for 30 minutes')
  expect(titleOfRun(summaryOf({ down: 'function' }))).toBe('The functions stopped for 30 minutes')
})
