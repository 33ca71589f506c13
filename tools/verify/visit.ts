import { randomUUID } from 'node:crypto'
import { Clickstream, type PageEvent } from '../clients/clickstream/clickstream.ts'
import { stageResources } from '../clients/pipelines/stage-resources.ts'
import { Unverified } from './checks.ts'
import { type Run, until } from './run.ts'

const VIEWS = 3
const STREAM = 'AWS::Kinesis::Stream'

/** Views of a product, sent twice under their ids, and the purchase of it: each counts once. */
export async function verifyVisit(run: Run): Promise<void> {
  const { checks, connection, stage, request, outputs, id } = run
  const resources = await stageResources(connection, stage)
  if (resources.of(STREAM).length === 0) {
    return checks.skip('clickstream', 'is counted', `the stage ${stage} has no clickstream`)
  }
  const clickstream = new Clickstream(request, (await outputs('Clickstream'))('ClickstreamApiUrl'))
  const events = Array.from({ length: VIEWS }, () => viewed(id))
  await checks.that('clickstream', 'takes the events of a visit, twice', async () => {
    for (const sent of [events, events]) {
      const { accepted, events: refused } = await clickstream.send(sent)
      if (accepted !== VIEWS) throw new Unverified(...refused.map(({ reason }) => reason))
    }
  })
  await checks.that('clickstream', 'counts each once, and the purchase', async () => {
    let counted = { views: 0, purchases: 0 }
    const expected = await until(run, async () => {
      counted = sumOf(await clickstream.lastHour(id))
      return counted.views >= VIEWS && counted.purchases > 0 ? counted : undefined
    })
    if (expected?.views === VIEWS) return
    throw new Unverified(
      `of ${VIEWS} views and at least one purchase of the product ${id}, ${counted.views} and ${counted.purchases} are ` +
        `counted: npm run trace -- --session ${id} --stage ${stage}`,
    )
  })
}

function viewed(sku: string): PageEvent {
  return { id: randomUUID(), type: 'product-viewed', sessionId: sku, time: new Date().toISOString(), sku }
}

function sumOf(minutes: readonly { views: number; purchases: number }[]): {
  views: number
  purchases: number
} {
  return {
    views: minutes.reduce((sum, { views }) => sum + views, 0),
    purchases: minutes.reduce((sum, { purchases }) => sum + purchases, 0),
  }
}
