import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { clickstreamEvents } from '../../../lambda/contracts/clickstream-events.ts'
import type { EventContract } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import {
  type EventList,
  isIgnored,
  isOtherVersion,
  nameOf,
  otherVersionPrefixes,
} from '../../../lambda/contracts/event-list.ts'
import { postsQueueEvents } from '../../../lambda/contracts/post-events.ts'
import { purchaseEvents } from '../../../lambda/contracts/purchase-events.ts'
import { reminderRequested } from '../../../lambda/contracts/reminder-events.ts'

/** What each consumer's source has: what may be published to the topic, sent to the queue, or put into the stream. */
const sources: Readonly<Record<string, readonly EventContract[]>> = {
  'shop-shipping': purchaseEvents,
  'shop-history': purchaseEvents,
  'shop-receipts': purchaseEvents,
  'shop-review': purchaseEvents,
  'clickstream-purchases': purchaseEvents,
  'clickstream-trends': clickstreamEvents,
  'clickstream-baskets': clickstreamEvents,
  'clickstream-remind': [reminderRequested],
  'posts-fan-out': postsQueueEvents,
  'mail-mailer': [emailRequested],
}

const FOLDER = join(__dirname, '../../../lambda/contracts/consumers')
const consumers = readdirSync(FOLDER).map(file => file.replace('.ts', ''))

async function listOf(consumer: string): Promise<EventList> {
  const [list] = Object.values(await import(join(FOLDER, `${consumer}.ts`)))
  return list as EventList
}

/** What is wrong with a list, in words for whoever adds a type. */
function faultsOf(consumer: string, list: EventList, source: readonly EventContract[]): string[] {
  const file = `lambda/contracts/consumers/${consumer}.ts`
  const has = (name: string) => source.some(({ type }) => nameOf(type) === name)
  const unsent = list.takes.filter(
    ({ type }) => has(nameOf(type)) && source.every(sent => sent.type !== type),
  )
  const forgotten = source
    .filter(({ type }) => !list.takes.some(taken => taken.type === type) && !isIgnored(list, type))
    .map(
      ({ type }) =>
        `${type} can be sent to ${consumer}, and ${file} neither takes it nor ignores "${nameOf(type)}". ` +
        'Decide: add the contract to takes, or the name to ignores.',
    )
  const both = list.takes.filter(({ type }) => isIgnored(list, type))
  const foreign = [...list.takes.map(({ type }) => nameOf(type)), ...list.ignores].filter(name => !has(name))
  return [
    ...forgotten,
    ...both.map(({ type }) => `${file} takes ${type} and ignores it. Remove one of the two.`),
    ...unsent.map(
      ({ type }) =>
        `${file} takes ${type}, and the list of what may be sent to ${consumer} (such as purchaseEvents) lacks it. ` +
        'Add it there, too: the catalogue, the documents and the other tests learn of it from that list.',
    ),
    ...foreign.map(name => `${file} mentions ${name}, which nobody sends to ${consumer}. Remove it.`),
  ]
}

test('every list of a consumer is compared with what its source has', () => {
  expect(consumers.toSorted()).toEqual(Object.keys(sources).toSorted())
})

test.each(consumers)('%s takes or ignores each type and version that can be sent to it', async consumer => {
  expect(faultsOf(consumer, await listOf(consumer), sources[consumer] ?? [])).toEqual([])
})

describe('a list that does not fit its source', () => {
  const [placed, , shipped] = purchaseEvents
  const nextVersion = { ...placed, type: 'shop.purchase.placed.v3' }

  test('is told of a type that nobody has thought of', () => {
    expect(faultsOf('x', { takes: [placed], ignores: [] }, [placed, shipped])).toEqual([
      'shop.purchase.shipped.v1 can be sent to x, and lambda/contracts/consumers/x.ts neither takes it nor ignores ' +
        '"shop.purchase.shipped". Decide: add the contract to takes, or the name to ignores.',
    ])
  })

  test('is told of a new version that it does not take yet', () => {
    expect(faultsOf('x', { takes: [placed], ignores: [] }, [placed, nextVersion])).toHaveLength(1)
    expect(faultsOf('x', { takes: [placed, nextVersion], ignores: [] }, [placed, nextVersion])).toEqual([])
  })

  test('is told of a new version that is not in the list of its source yet', () => {
    expect(faultsOf('x', { takes: [placed, nextVersion], ignores: [] }, [placed])).toEqual([
      expect.stringMatching(
        /^lambda\/contracts\/consumers\/x\.ts takes shop\.purchase\.placed\.v3, and the list .* lacks it/,
      ),
    ])
  })

  test('is told of what it both takes and ignores, and of what nobody sends', () => {
    const list: EventList = { takes: [placed], ignores: ['shop.purchase.placed', 'shop.purchase.lost'] }
    expect(faultsOf('x', list, [placed])).toEqual([
      expect.stringContaining('takes shop.purchase.placed.v1 and ignores it'),
      expect.stringContaining('mentions shop.purchase.lost, which nobody sends to x'),
    ])
  })
})

describe('versions that a list does not have', () => {
  const [placed] = purchaseEvents
  const list: EventList = { takes: [placed, { ...placed, type: 'shop.purchase.placed.v12' }], ignores: [] }
  const ofVersion = (version: string) => `shop.purchase.placed.v${version}`

  test.each(['2', '10', '13', '120', '999'])('v%s is one of a later release', version => {
    expect(isOtherVersion(list, ofVersion(version))).toBe(true)
    expect(otherVersionPrefixes(list).some(prefix => ofVersion(version).startsWith(prefix))).toBe(true)
  })

  test.each(['1', '12'])('v%s is known', version => {
    expect(isOtherVersion(list, ofVersion(version))).toBe(false)
    expect(otherVersionPrefixes(list).some(prefix => ofVersion(version).startsWith(prefix))).toBe(false)
  })

  test.each(['', '0', '01', '001', '1.1', '1beta', '1000'])('v%s is no version', version => {
    expect(isOtherVersion(list, ofVersion(version))).toBe(false)
  })
})
