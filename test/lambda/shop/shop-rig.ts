import { FunctionRig } from '../function-rig.ts'

/** The functions on the way of a purchase, from the request to the mail, with what they need. */
export class ShopRig extends FunctionRig {
  /** The queue that gets all that is published to the topic of purchases. */
  published = ''
  emails = ''
  deadLetters = ''

  /** @param seals whether purchases are published without personal data, as in a stage whose topic archives */
  async openShop(service: string, { seals }: { seals: boolean }): Promise<ShopFunctions> {
    await this.open(service)
    const { topicArn, queueUrl } = await this.topic('purchases.fifo')
    this.published = queueUrl
    this.emails = await this.queue('emails')
    this.deadLetters = await this.queue('dead-letters')
    this.environment({
      PURCHASES_TOPIC_ARN: topicArn,
      REQUESTS_TABLE: await this.table('requests', 'requestKey'),
      SHIPMENTS_TABLE: await this.table('shipments', 'purchaseId'),
      ...(seals && { CUSTOMER_KEYS_TABLE: await this.table('keys', 'customerId') }),
      // Longer than the purchases of the tests are old.
      PURCHASE_RETENTION_DAYS: '36500',
      EMAILS_QUEUE_URL: this.emails,
      DEAD_LETTER_QUEUE_URL: this.deadLetters,
    })
    return importFunctions()
  }
}

export type ShopFunctions = Awaited<ReturnType<typeof importFunctions>>

async function importFunctions() {
  const { handler: buying } = await import('../../../lambda/shop/functions/buying.ts')
  const { handler: shipping } = await import('../../../lambda/shop/functions/shipping.ts')
  const { handler: receipts } = await import('../../../lambda/shop/functions/receipts.ts')
  return { buying, shipping, receipts }
}
