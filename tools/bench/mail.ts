import { setTimeout as sleep } from 'node:timers/promises'
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { localConnection } from '../clients/connection.ts'
import { readInbox } from '../clients/inbox.ts'
import { LocalAwsProcess } from '../clients/local-aws-process.ts'
import { stackOutputs } from '../clients/stack-outputs.ts'
import { MailLoad } from './mail-load.ts'
import { median, milliseconds, perSecond, type Row } from './report.ts'

/** How many mails of one author wait before the first receipt. */
const WAITING = 50_000
/** How many receipts are timed, one per second. */
const RECEIPTS = 20
const PAUSE_MS = 1_000
const POLL_MS = 10

/** How long a receipt takes through a queue that one author has filled, and how fast that queue empties. */
export async function measureMail(assembly: string): Promise<Row[]> {
  const local = await LocalAwsProcess.start({ assembly })
  try {
    const connection = localConnection(local.endpoint)
    const outputs = await stackOutputs(connection, 'Messaging-dev-Mail')
    const load = new MailLoad(connection, outputs('EmailsQueueUrl'))
    await load.send(
      'author:prolific',
      Array.from({ length: WAITING }, (_, index) => `reader-${index}@example.com`),
    )

    const ses = new SESv2Client(connection)
    const start = performance.now()
    const sentBefore = await sentSoFar(ses)
    const waits: number[] = []
    for (let receipt = 0; receipt < RECEIPTS; receipt++) {
      await sleep(PAUSE_MS)
      waits.push(await timeReceipt(load, local.endpoint, `customer-${receipt}@example.com`))
    }
    const sent = (await sentSoFar(ses)) - sentBefore
    const rate = sent / ((performance.now() - start) / 1000)
    const slowest = Math.max(...waits)
    return [
      {
        what: `a receipt, with ${WAITING.toLocaleString('en')} mails of one author waiting`,
        measured: milliseconds(median(waits)),
        beside: `slowest of ${RECEIPTS}: ${milliseconds(slowest)}; ${sent.toLocaleString('en')} mails remain`,
        target: { text: 'each ≤ 1 s', met: slowest <= 1_000 },
      },
      { what: 'mails sent during that time', measured: perSecond(rate, 'mails') },
    ]
  } finally {
    await local.stop()
  }
}

/** From sending the message to the mail in the inbox, in ms. */
async function timeReceipt(load: MailLoad, endpoint: string, address: string): Promise<number> {
  const start = performance.now()
  await load.send('shop', [address])
  while ((await readInbox(endpoint, address)).length === 0) await sleep(POLL_MS)
  return performance.now() - start
}

async function sentSoFar(ses: SESv2Client): Promise<number> {
  const { SendQuota } = await ses.send(new GetAccountCommand())
  return SendQuota?.SentLast24Hours ?? 0
}
