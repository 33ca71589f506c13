import { setTimeout as sleep } from 'node:timers/promises'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { SQSClient } from '@aws-sdk/client-sqs'
import { placePurchase } from '../../clients/shop/place-purchase.ts'
import { DEMO_PURCHASES } from '../../demo/shop/scenario.ts'
import { archiveOf } from './archive.ts'
import { closeQueue } from './queue-policy.ts'
import type { Stage } from './stage.ts'

/** How long SNS takes to give up, with room to spare: a queue that refuses a message is not tried again. */
const GIVING_UP_MS = 3_000

/**
 * Closes the queues behind topics while a message comes for each, a replay's among them: SNS puts it into the queue for
 * undelivered ones.
 */
export async function refuseDeliveries(stage: Stage): Promise<void> {
  const { connection, pipelines, request } = stage
  const sqs = new SQSClient(connection)
  const open: (() => Promise<void>)[] = []
  const shop = await stage.outputs('Shop')
  const subscribed = new Set(pipelines.subscriptions.map(({ queueArn }) => queueArn))
  for (const { arn, url } of pipelines.queues) {
    if (subscribed.has(arn) || url === shop('ReplayQueueUrl')) open.push(await closeQueue(sqs, url, arn))
  }
  const { beginning, subscription } = await archiveOf(stage)
  await subscription.open({ from: beginning })
  // Each subscription's filter lets the one above the review limit through.
  const [flagged] = DEMO_PURCHASES.filter(purchase => purchase.flagged)
  if (flagged) await placePurchase(request, shop('ShopApiUrl'), flagged.request)
  await sendBouncing(stage)
  await sleep(GIVING_UP_MS)
  await subscription.close()
  for (const each of open) await each()
  sqs.destroy()
}

async function sendBouncing({ connection, name }: Stage): Promise<void> {
  const ses = new SESv2Client(connection)
  for (const ConfigurationSetName of [`Messaging-${name}-Mail`, `Messaging-${name}-Mail-Marketing`]) {
    await ses.send(
      new SendEmailCommand({
        ConfigurationSetName,
        FromEmailAddress: 'shop@example.com',
        Destination: { ToAddresses: ['bounce@simulator.amazonses.com'] },
        Content: { Simple: { Subject: { Data: 'A test' }, Body: { Text: { Data: 'It bounces.' } } } },
      }),
    )
  }
  ses.destroy()
}
