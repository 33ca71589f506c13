import { randomUUID } from 'node:crypto'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'

const BATCH = 10
const AT_ONCE = 16

/** Sends e-mails of one tenant to the mail domain's queue, as a producer of that tenant does. */
export class MailLoad {
  readonly #client: SQSClient
  readonly #queueUrl: string

  constructor(connection: Connection, queueUrl: string) {
    this.#client = new SQSClient(connection)
    this.#queueUrl = queueUrl
  }

  async send(tenant: string, addresses: readonly string[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(addresses.length / BATCH) }, (_, index) =>
      addresses.slice(index * BATCH, (index + 1) * BATCH),
    )
    await inParallel(batches, AT_ONCE, batch => this.#sendBatch(tenant, batch))
  }

  async #sendBatch(tenant: string, addresses: readonly string[]): Promise<void> {
    const Entries = addresses.map((to, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(emailRequested(tenant, to)),
      MessageGroupId: tenant,
    }))
    const { Failed = [] } = await this.#client.send(
      new SendMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }),
    )
    if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} e-mails: ${Failed[0]?.Message}`)
  }
}

function emailRequested(tenant: string, to: string): object {
  const emailId = randomUUID()
  return {
    specversion: '1.0',
    id: emailId,
    type: 'mail.email.requested.v1',
    source: 'urn:messaging:bench:mail-load',
    subject: emailId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    correlationid: emailId,
    data: {
      emailId,
      tenant,
      mailType: 'marketing',
      to,
      subject: 'News from your author',
      text: 'A new post is out. '.repeat(20),
    },
  }
}
