import { setTimeout as sleep } from 'node:timers/promises'
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { placePurchase } from '../../clients/shop/place-purchase.ts'
import { DEMO_PURCHASES } from '../../demo/shop/scenario.ts'
import { Person } from '../../forget/person.ts'
import { storesOf } from '../../forget/stores.ts'
import { RebuildFunction } from '../../replay/history/rebuild-function.ts'
import { rebuildHistory } from '../../replay/history/rebuild-history.ts'
import { ReplayingSubscription } from '../../replay/history/replaying-subscription.ts'
import type { Stage } from './stage.ts'

const CUSTOMER = 'vera'
const ADDRESS = 'vera@example.com'

/** On one machine, nothing comes late. */
const PATIENCE = { betweenLooks: 250, emptyLooks: 4 }
const POLL_MS = 250
const DEADLINE_MS = 15_000

/** What replays the archive of the purchases' topic. */
export interface Archive {
  /** When the archive begins: ISO 8601 in UTC. */
  readonly beginning: string
  readonly subscription: ReplayingSubscription
}

export async function archiveOf({
  connection,
  outputs,
}: Pick<Stage, 'connection' | 'outputs'>): Promise<Archive> {
  const shop = await outputs('Shop')
  const topicArn = shop('PurchasesTopicArn')
  const sns = new SNSClient(connection)
  const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }))
  sns.destroy()
  return {
    beginning: new Date(Attributes.BeginningArchiveTime ?? '').toISOString(),
    subscription: new ReplayingSubscription(connection, {
      topicArn,
      queueUrl: shop('ReplayQueueUrl'),
      liveQueueUrl: shop('HistoryQueueUrl'),
      undeliveredQueueUrl: shop('ReplayUndeliveredQueueUrl'),
    }),
  }
}

/**
 * Rebuilds the read model of purchases from the archive and goes back; forgets a customer, whom the archive still names;
 * rebuilds it again from a time after the purchases, which are carried over, and gives up the one before.
 */
export async function rebuildReadModel(stage: Stage): Promise<void> {
  await buy(stage)
  const { beginning: from, subscription } = await archiveOf(stage)
  const shop = await stage.outputs('Shop')
  const rebuild = new RebuildFunction(stage.connection, shop('RebuildFunctionName'))
  await rebuildHistory(rebuild, subscription, { from, patience: PATIENCE })
  await rebuild.undo()
  await rebuild.clean()
  const later = new Date().toISOString()
  await forgetCustomer(stage)
  await rebuildHistory(rebuild, subscription, { from: later, patience: PATIENCE })
  await rebuild.discard()
  await rebuild.clean()
}

/** Buys something, and waits until it is shipped. */
async function buy({ request, outputs }: Stage): Promise<void> {
  const [purchase] = DEMO_PURCHASES as readonly [(typeof DEMO_PURCHASES)[number]]
  const url = (await outputs('Shop'))('ShopApiUrl')
  const body = { ...purchase.request, customerId: CUSTOMER, customerEmail: ADDRESS }
  const purchaseId = await placePurchase(request, url, body)
  const end = performance.now() + DEADLINE_MS
  while (performance.now() < end) {
    const { status } = (await (await request('GET', `${url}/purchases/${purchaseId}`)).json()) as {
      status?: string
    }
    if (status === 'shipped') return
    await sleep(POLL_MS)
  }
  throw new Error(`The purchase ${purchaseId} was not shipped.`)
}

/** As `npm run forget` does. */
async function forgetCustomer({ connection, name }: Stage): Promise<void> {
  const target = { connection, stage: name, place: connection.endpoint ?? '' }
  const { all } = await storesOf(target, new Person([CUSTOMER, ADDRESS]), AbortSignal.timeout(DEADLINE_MS))
  for (const store of all) await store.erase()
}
