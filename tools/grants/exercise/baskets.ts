import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import { Clickstream } from '../../clients/clickstream/clickstream.ts'
import { readInbox } from '../../clients/inbox.ts'
import type { Stage } from './stage.ts'

const CUSTOMER = 'joan'
const ADDRESS = 'joan@example.com'
/** Instead of an hour. */
const REMINDER_SECONDS = 4
const POLL_MS = 500
const DEADLINE_MS = 30_000

/** Leaves a basket, waits for its reminder, and ends the reminders by the link in it. */
export async function abandonBasket(stage: Stage): Promise<void> {
  const { request, endpoint } = stage
  const api = (await stage.outputs('Clickstream'))('ClickstreamApiUrl')
  await shortenWait(stage)
  await request('PUT', `${api}/reminders/${CUSTOMER}`, { email: ADDRESS })
  await request('DELETE', `${api}/reminders/nobody`)
  const about = { sessionId: 'grants', time: new Date().toISOString(), sku: 'tent-1', customerId: CUSTOMER }
  await new Clickstream(request, api).send([
    { id: randomUUID(), type: 'basket-item-added', quantity: 1, ...about },
  ])
  await request('GET', `${api}/trends/tent-1?from=${about.time.slice(0, 16)}Z`)

  const end = performance.now() + DEADLINE_MS
  while (performance.now() < end) {
    const [mail] = await readInbox(endpoint, ADDRESS)
    const link = /http\S+unsubscribe\?token=\S+/.exec(mail?.text ?? '')?.[0]
    if (link) {
      for (const method of ['GET', 'POST']) await fetch(link, { method })
      return
    }
    await sleep(POLL_MS)
  }
  throw new Error(`There is no reminder to ${ADDRESS}.`)
}

async function shortenWait({ connection, pipelines }: Stage): Promise<void> {
  const lambda = new LambdaClient(connection)
  const waiting = ['clickstream-baskets', 'clickstream-remind']
  for (const { name: FunctionName } of pipelines.functions.filter(({ service }) =>
    waiting.includes(service),
  )) {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const Variables = { ...Environment?.Variables, REMINDER_SECONDS: String(REMINDER_SECONDS) }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30, minDelay: 1 }, { FunctionName })
  }
  lambda.destroy()
}
