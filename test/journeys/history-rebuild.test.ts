import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { cloudEvent } from '../../lambda/contracts/cloud-event.ts'
import { purchaseDelayed } from '../../lambda/contracts/purchase-events.ts'
import { readPipelines } from '../../tools/clients/pipelines/pipelines.ts'
import type { RebuildProgress } from '../../tools/replay/history/rebuild-history.ts'
import { developerEnvironment } from '../developer-environment.ts'
import { ArchivingShop } from './archiving-shop.ts'
import { STAGE } from './assembly.ts'
import { bookFor } from './shop.ts'

const PURCHASES = 60
const MINUTES = 60_000

let shop: ArchivingShop
let bought: string[]

beforeAll(async () => {
  shop = await ArchivingShop.open()
  // With those of the generation that is built, more than one page of the table.
  bought = await shop.buy(...Array.from({ length: PURCHASES }, (_, index) => purchase(index)))
  await shop.publish(...bought.slice(0, 20).map(delayed))
  await shop.untilDecided(bought)
}, 180_000)
afterAll(() => shop.close())

/** Of seven customers; every tenth cannot ship, every seventh is large enough for a review. */
function purchase(index: number) {
  const book = bookFor(`customer-${index % 7}`)
  const country = index % 10 === 0 ? 'AQ' : 'PT'
  const [item = { sku: 'book-1', quantity: 1, unitPrice: { amount: 1990, currency: 'EUR' } }] = book.items
  return {
    ...book,
    shipTo: { ...book.shipTo, country },
    items: [{ ...item, quantity: index % 7 === 0 ? 40 : 1 }],
  }
}

function delayed(purchaseId: string, index: number) {
  const delayedAt = new Date().toISOString()
  const customerId = `customer-${index % 7}`
  return cloudEvent(
    purchaseDelayed,
    { id: uuidv7(), source: 'urn:test', subject: purchaseId, time: delayedAt, correlationid: purchaseId },
    { purchaseId, customerId, delayedAt },
  )
}

/** Buys all the while that something happens. @returns what was bought, beside the result */
async function whileBuying<Result>(work: Promise<Result>): Promise<{ result: Result; ids: string[] }> {
  const ids: string[] = []
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  done.catch(() => {})
  while (!isDone) {
    ids.push(...(await shop.buy(purchase(ids.length))))
    await sleep(250)
  }
  return { result: await done, ids }
}

/** Runs the tool until it has begun to build, and kills it. */
async function killed(): Promise<void> {
  const { command, args, env } = toolOf('replay', 'history', '--from', shop.beginning)
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface(child.stdout)) if (line.startsWith('Begins generation')) break
  child.kill('SIGKILL')
  await once(child, 'close')
}

/** The steps of a rebuild that has been interrupted in each of them. */
async function interruptedIn(step: RebuildProgress['step']): Promise<void> {
  const interruption = new AbortController()
  const tell = (progress: RebuildProgress) => {
    if (progress.step === step) interruption.abort(new Error(`interrupted while ${step}`))
  }
  const interrupted = shop.rebuilt({ tell, signal: interruption.signal })
  await expect(interrupted).rejects.toThrow(/interrupted|aborted/)
}

test('what is rebuilt under traffic equals what is live, item for item', async () => {
  const { result, ids } = await whileBuying(shop.rebuilt())
  expect(result.check).toMatchObject({ done: true, different: 0, missing: 0, carriedOver: 0 })
  expect(result.check.purchases).toBeGreaterThanOrEqual(PURCHASES)
  expect(result.build.progress?.events).toBeGreaterThan(2 * PURCHASES)
  bought.push(...ids, ...(await shop.buy(purchase(3))))
  // The one before is written like the live one, so that it can be gone back to.
  await shop.untilDecided(bought, '1')
  await shop.untilDecided(bought, '0')

  const [before, after] = [await shop.purchases('0'), await shop.purchases('1')]
  expect(after).toEqual(before)
  expect(Object.keys(after).toSorted()).toEqual(bought.toSorted())
  const all = Object.values(after)
  const having = (field: string) => all.filter(fields => fields[field] !== undefined).length
  expect(having('cancelledAt')).toBeGreaterThan(5)
  expect(having('flaggedAt')).toBeGreaterThan(8)
  expect(having('delayedAt')).toBe(20)
  expect(await shop.lasting()).toEqual(['#generations'])
  // As does somebody whose run was killed when it had just gone live.
  expect(await tool('--from', shop.beginning)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('If that was this rebuild, there is nothing left to do.'),
  })
  expect(await shop.generations()).toEqual(['0', '1'])
})

test('a spoiled read model is mended, and what the record does not have is dropped only if told so', async () => {
  const sound = await shop.purchases('1')
  const [changed = '', lacking = '', deleted = ''] = bought
  await shop.set(`1#${changed}`, 'totalAmount', { N: '1' })
  await shop.set(`1#${lacking}`, 'placedAt', { S: 'spoiled' })
  await shop.delete(`1#${deleted}`)
  const invented = uuidv7()
  const at = new Date().toISOString()
  await shop.put({
    purchaseId: { S: `1#${invented}` },
    customerId: { S: 'nobody' },
    placedAt: { S: at },
  })

  const refused = await shop.rebuilt().catch(error => error)
  expect(refused).toMatchObject({
    name: 'MissingError',
    check: { missing: 1, different: 2, rebuiltAlone: 1 },
  })
  expect(refused.check.missingExamples).toContainEqual({ purchaseId: invented, field: 'placedAt', live: at })
  expect(refused.check.examples).toContainEqual({
    ...{ purchaseId: changed, field: 'totalAmount', live: '1' },
    rebuilt: sound[changed]?.totalAmount?.N,
  })
  expect((await shop.rebuild.status()).live).toBe('1')

  await shop.rebuilt({ acceptMissing: true })
  expect(await shop.purchases('2')).toEqual(sound)
  expect(await shop.statuses([changed, lacking, deleted])).toEqual(['cancelled', 'shipped', 'shipped'])
  // The generation before the one before is gone.
  expect(await shop.generations()).toEqual(['1', '2'])
})

test('a rebuild that is killed, or interrupted in every step, goes on where it was', async () => {
  const sound = await shop.purchases('2')
  await shop.rebuild.discard()
  await killed()
  for (const step of ['replaying', 'writing', 'settling', 'comparing'] as const) await interruptedIn(step)
  let wasContinued: boolean | undefined
  const { build } = await shop.rebuilt({
    begun: (_, continued) => {
      wasContinued = continued
    },
  })
  expect(wasContinued).toBe(true)
  expect(build.generation).toBe('3')
  expect(await shop.purchases('3')).toEqual(sound)
})

test('a rebuild of other times is refused while one is in progress, which can be abandoned', async () => {
  const sound = await shop.purchases('3')
  await interruptedIn('replaying')
  const other = shop.rebuilt({ from: shop.now() })
  await expect(other).rejects.toThrow(`A rebuild from ${shop.beginning} to the present has been in progress`)
  expect(await run('forget', 'customer-1', '--dry-run')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('is being rebuilt: forgetting has to wait'),
  })
  expect(await run('forget', 'customer-1', '--yes', '--anyway')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('because the read model of purchases is being rebuilt'),
  })
  expect(await tool('--abandon')).toMatchObject({ status: 0, stdout: expect.stringContaining('Discarded') })
  expect(await tool('--status')).toMatchObject({
    stdout: expect.stringContaining('No rebuild is in progress.'),
  })
  expect(await shop.purchases('3')).toEqual(sound)
})

test('times that SNS refuses are told, with the way out', async () => {
  const ahead = new Date(Date.parse(shop.now()) + 3_600_000).toISOString()
  const refused = shop.rebuilt({ from: ahead })
  await expect(refused).rejects.toThrow(/^SNS refuses the replay: .*is in the future\. Abandon this rebuild/)
  expect(await tool('--abandon')).toMatchObject({ status: 0 })
})

test('what happened before the times of a rebuild is carried over', async () => {
  const sound = await shop.purchases('3')
  const from = shop.now()
  // As a redrive does. The first time stays, although the replay brings the second one alone.
  await shop.publish(delayed(bought[0] ?? '', 0))
  const { check } = await shop.rebuilt({ from })
  expect(check).toMatchObject({ missing: 0, different: 0 })
  // On a slow machine, a request is repeated, and what it has carried over before does not count again.
  expect(check.carriedOver).toBeGreaterThan(0)
  expect(await shop.purchases('6')).toEqual(sound)
})

test('the read model before can be gone back to, without a loss', async () => {
  const later = await shop.buy(purchase(1))
  await shop.untilDecided(later, '6')
  expect(await tool('--undo')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Generation 3 is live again.'),
  })
  bought.push(...later)
  expect(await shop.statuses(later)).toEqual(['shipped'])
  expect(Object.keys(await shop.purchases('3')).toSorted()).toEqual(bought.toSorted())
  expect(await shop.generations()).toEqual(['3'])
  // As does somebody who has got no answer to the first one.
  expect(await tool('--undo')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Generation 3 is live again.'),
  })
})

test('with an end, what is before it is rebuilt, and what is after it is carried over', async () => {
  const long = new Date(Date.now() - 10 * MINUTES).toISOString()
  const early = await shop.buyAt(long, purchase(1), purchase(2))
  await shop.untilDecided(early, '3')
  const to = shop.now()
  const late = await shop.buy(purchase(1), purchase(3))
  await shop.untilDecided(late, '3')
  const sound = await shop.purchases('3')
  const [changed = '', deleted = ''] = early
  await shop.set(`3#${changed}`, 'totalAmount', { N: '1' })
  await shop.delete(`3#${deleted}`)

  const { result, ids } = await whileBuying(shop.rebuilt({ to }))
  expect(result.check).toMatchObject({ missing: 0, different: 1 })
  // With it, what has just been bought, and was not in the live one yet when it was looked for there.
  expect(result.check.rebuiltAlone).toBeGreaterThanOrEqual(1)
  bought.push(...early, ...late, ...ids, ...(await shop.buy(purchase(4))))
  const { live } = await shop.rebuild.status()
  await shop.untilDecided(bought, live)
  const rebuilt = await shop.purchases(live)
  expect(rebuilt).toMatchObject(sound)
  expect(Object.keys(rebuilt).toSorted()).toEqual(bought.toSorted())
})

test('a subscription that a killed run has left does not pass for a replay', async () => {
  await shop.subscription.open({ from: shop.beginning })
  while ((await shop.subscription.state()) !== 'completed') await sleep(100)
  await shop.messaging.drained(shop.outputs('ReplayQueueUrl'))
  const { check } = await shop.rebuilt()
  expect(check).toMatchObject({ missing: 0, different: 0 })
})

test('without a subscription, the queue for what a replay could not deliver is known by its output', async () => {
  const { queues } = await readPipelines(shop.messaging.connection, STAGE)
  const replay = queues.find(({ url }) => url === shop.outputs('ReplayQueueUrl'))
  const undelivered = queues.find(({ url }) => url === shop.outputs('ReplayUndeliveredQueueUrl'))
  expect(undelivered?.role).toBe('undelivered')
  expect(replay).toMatchObject({ role: 'work', undeliveredArns: [undelivered?.arn] })
})

test('times before the archive are refused, with the time when it begins', async () => {
  const early = shop.rebuilt({ from: '2026-01-01T00:00:00.000Z' })
  await expect(early).rejects.toThrow(`the archive begins at ${shop.beginning}`)
})

test.each(['before', 'after'])(
  'a run that another one overtakes %s it subscribes leaves nothing behind',
  async when => {
    const overtaken = shop.newSubscription()
    const open = overtaken.open.bind(overtaken)
    overtaken.open = async times => {
      if (when === 'after') await open(times)
      await shop.rebuilt()
      if (when === 'before') await open(times)
    }
    await expect(shop.rebuilt({}, overtaken)).rejects.toThrow('is live already: there is nothing left to do')
    expect(await shop.subscription.state()).toBe('gone')
  },
  120_000,
)

test('a customer who was forgotten stays so, although the archive has the id, and the live read model lacks it', async () => {
  const { customerId } = purchase(4)
  const { live } = await shop.rebuild.status()
  const before = await shop.purchases(live)
  const theirs = bought.filter(id => before[id]?.customerId?.S === customerId)
  // The status is not 0 where a mail of an earlier purchase is just being sent.
  const { stdout } = await run('forget', customerId, '--yes', '--anyway')
  expect(stdout).toMatch(/^ +purchases +[1-9]\d* +[1-9]\d* +0$/m)
  const [lost = ''] = theirs
  await shop.delete(live === '0' ? lost : `${live}#${lost}`)
  const later = await shop.buy(purchase(4))
  await shop.untilDecided(later, live)

  const { check, build } = await shop.rebuilt()
  expect(check).toMatchObject({ missing: 0, different: 0, rebuiltAlone: 1 })
  const rebuilt = await shop.purchases(build.generation)
  expect(theirs.map(id => rebuilt[id]?.customerId?.S)).toEqual(theirs.map(() => 'forgotten'))
  expect(later.map(id => rebuilt[id]?.customerId?.S)).toEqual([customerId])
  expect(rebuilt[lost]).toEqual({ ...before[lost], customerId: { S: 'forgotten' } })
  const replayed = (await shop.messaging.trail(lost)).filter(({ service }) => service === 'shop-replayed')
  expect(replayed.length).toBeGreaterThan(1)
  for (const hop of replayed) expect(hop).not.toHaveProperty('customerId')
  bought.push(...later)
})

test('a purchase that is only half in the times, and not in the live read model, is nobody’s', async () => {
  const [known = '', lost = ''] = await shop.buy(purchase(1), purchase(2))
  const { live } = await shop.rebuild.status()
  await shop.untilDecided([known, lost], live)
  const from = await shop.later()
  await shop.publish(delayed(known, 1), delayed(lost, 2))
  const areDelayed = (all: Record<string, object>) =>
    [known, lost].every(id => 'delayedAt' in (all[id] ?? {}))
  while (!areDelayed(await shop.purchases(live))) await sleep(100)
  await shop.messaging.drained(shop.outputs('HistoryQueueUrl'))
  await shop.delete(`${live}#${lost}`)

  const { check, build } = await shop.rebuilt({ from })
  expect(check).toMatchObject({ missing: 0, different: 0, rebuiltAlone: 1 })
  const rebuilt = await shop.purchases(build.generation)
  expect(rebuilt[known]?.customerId).toEqual({ S: 'customer-1' })
  expect(Object.keys(rebuilt[lost] ?? {}).toSorted()).toEqual(['delayedAt', 'expiresAt'])
  const { request } = shop.messaging
  const answer = await request('GET', `${shop.outputs('ShopApiUrl')}/purchases/${lost}`)
  expect(await answer.json()).toMatchObject({ customerId: 'forgotten', status: 'delayed' })
  bought.push(known, lost)
})

test('a message that cannot be written stops the swap until somebody has looked at it', async () => {
  await shop.publish({ ...delayed(bought[0] ?? '', 0), data: { customerId: 'customer-0' } } as never)
  const stopped = shop.rebuilt()
  await expect(stopped).rejects.toThrow(/1 replayed events could not be written and are dead letters/)
  expect(await tool('--status')).toMatchObject({ stdout: expect.stringContaining('1 dead letters') })
  // Of one purchase, all events are within the times again.
  const { check } = await shop.rebuilt({ acceptDeadLetters: 1 })
  expect(check).toMatchObject({ missing: 0, different: 0, fuller: 1 })
  await tool('--discard')
  expect(await shop.generations()).toEqual([(await shop.rebuild.status()).live])
})

/** `npm run replay -- history` with some options. */
const tool = (...options: string[]) => run('replay', 'history', ...options)

function run(
  name: string,
  ...options: string[]
): Promise<{ status: number; stdout: string; stderr: string }> {
  const { command, args, env } = toolOf(name, ...options)
  return new Promise(resolve => {
    execFile(command, args, { env }, (error, stdout, stderr) =>
      resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

function toolOf(name: string, ...options: string[]) {
  const { aws } = shop.messaging
  const args = [join(process.cwd(), `tools/${name}/main.ts`), ...options, '--local', aws.endpoint]
  return { command: process.execPath, args, env: developerEnvironment(aws) }
}
