import { clickstreamPurchases } from '../../../lambda/contracts/consumers/clickstream-purchases.ts'
import { shopHistory } from '../../../lambda/contracts/consumers/shop-history.ts'
import { shopReceipts } from '../../../lambda/contracts/consumers/shop-receipts.ts'
import { shopReview } from '../../../lambda/contracts/consumers/shop-review.ts'
import { shopShipping } from '../../../lambda/contracts/consumers/shop-shipping.ts'
import { type EventList, isTaken, nameOf } from '../../../lambda/contracts/event-list.ts'
import { purchaseEvents } from '../../../lambda/contracts/purchase-events.ts'
import { verdictOn } from '../../../tools/trace/filter-verdict.ts'
import { named, ofType, topicOf } from '../stage.ts'

/** The list of each queue that is subscribed to the purchases topic, by a part of the queue's logical id. */
const lists: readonly [queue: RegExp, list: EventList][] = [
  [/^ShippingQueue/, shopShipping],
  [/^HistoryQueue/, shopHistory],
  [/^ReceiptsQueue/, shopReceipts],
  [/^ReviewQueue/, shopReview],
  [/^PurchasesQueue/, clickstreamPurchases],
]

const subscriptions = ofType('AWS::SNS::Subscription')
  .filter(one => String(topicOf(one)?.Properties.TopicName).includes('Purchases'))
  .map(one => ({
    queue: named(one, 'Endpoint'),
    filter: one.Properties.FilterPolicy as Record<string, unknown> | undefined,
  }))

/** Each type in the versions of today, and in one that nobody has made yet. */
const types = purchaseEvents.flatMap(({ type }) => [type, `${nameOf(type)}.v9`])

test('the purchases topic has a subscription for each list', () => {
  expect(subscriptions).toHaveLength(lists.length)
})

test.each(subscriptions)(
  '$queue gets what its consumer takes, in every version, and not what it ignores',
  ({ queue, filter }) => {
    const list = lists.find(([name]) => name.test(queue))?.[1]
    if (!list) throw new Error(`Add the list of ${queue} to this test.`)
    const passing = types.filter(type => verdictOn(filter, type) !== 'no')
    expect(passing).toEqual(types.filter(type => isTaken(list, type)))
  },
)
