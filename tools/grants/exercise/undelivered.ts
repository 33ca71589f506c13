import { setTimeout as sleep } from 'node:timers/promises'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { SQSClient } from '@aws-sdk/client-sqs'
import { placePurchase } from '../../clients/shop/place-purchase.ts'
import { DEMO_PURCHASES } from '../../demo/shop/scenario.ts'
import { closeQueue } from './queue-policy.ts'
import type { Stage } from './stage.ts'

/** How long SNS takes to give up, with room to spare: a queue that refuses a message is not tried again. */
const GIVING_UP_MS = 3_000

/** Closes the queues behind topics while a message comes for each: SNS puts it into the queue for undelivered ones. */
export async function refuseDeliveries(stage: Stage): Promise<void> {
  const { connection, pipelines, request } = stage
  const sqs = new SQSClient(connection)
  const open: (() => Promise<void>)[] = []
  for (const { queueArn } of pipelines.subscriptions) {
    const queue = pipelines.queues.find(({ arn }) => arn === queueArn)
    if (queue) open.push(await closeQueue(sqs, queue.url, queue.arn))
  }
  const shop = await stage.outputs('Shop')
  // Each subscription's filter lets the one above the review limit through.
  const [flagged] = DEMO_PURCHASES.filter(purchase => purchase.flagged)
  if (flagged) await placePurchase(request, shop('ShopApiUrl'), flagged.request)
  await sendBouncing(stage)
  await sleep(GIVING_UP_MS)
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
