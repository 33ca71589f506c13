import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { EventContract } from '../../../lambda/contracts/cloud-event.ts'
import { eventContracts } from '../../../lambda/contracts/event-catalogue.ts'
import { producedMessages } from './produced-messages.ts'
import { type Schema, takenAway } from './schema-growth.ts'

const RELEASED = join(__dirname, '../../../lambda/contracts/released')
const READERS = join(RELEASED, 'readers')

const WAY_OUT =
  'Released messages are in queues, dead letters and archives, and released readers run during the next rollout. Keep ' +
  'what was there, or make a new version beside this one: docs/changing-contracts.md.'

const releases = readdirSync(READERS)
  .map(file => file.replace('.cjs', ''))
  .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
const lastRelease = releases.at(-1) ?? ''
const { eventContracts: lastReaders } = require(join(READERS, `${lastRelease}.cjs`)) as {
  eventContracts: readonly EventContract[]
}

const frozen = readdirSync(RELEASED)
  .filter(type => type !== 'readers')
  .flatMap(type => readdirSync(join(RELEASED, type)).map(release => ({ type, release })))

function read(type: string, release: string, file: string): unknown {
  return JSON.parse(readFileSync(join(RELEASED, type, release, file), 'utf8'))
}

/** What a reader says of a message that it does not take, with the way out. */
function complaints(contract: EventContract | undefined, type: string, message: unknown): string[] {
  if (!contract) return [`${type} is no longer in lambda/contracts/event-catalogue.ts. ${WAY_OUT}`]
  const { error } = contract.schema.safeParse(message)
  return (error?.issues ?? []).map(
    ({ path, message: fault, code }) => `${type} #/${path.join('/')}: ${code}, ${fault}. ${WAY_OUT}`,
  )
}

function ofType(contracts: readonly EventContract[], type: string): EventContract | undefined {
  return contracts.find(contract => contract.type === type)
}

describe.each(frozen)('$type of $release', ({ type, release }) => {
  const messages = readdirSync(join(RELEASED, type, release)).filter(file => file !== 'schema.json')
  const contract = ofType(eventContracts, type)

  test('has messages', () => {
    expect(messages.length).toBeGreaterThan(0)
  })

  test.each(messages)("today's readers take its message %s, and lose nothing of it", file => {
    const message = read(type, release, file)
    expect(complaints(contract, type, message)).toEqual([])
    expect(contract?.schema.parse(message)).toEqual(message)
  })

  test("today's schema only adds to its schema", () => {
    const today = contract && (z.toJSONSchema(contract.schema, { io: 'input' }) as Schema)
    const faults = takenAway(read(type, release, 'schema.json') as Schema, today ?? {})
    expect(faults.map(fault => `${type} ${fault}. ${WAY_OUT}`)).toEqual([])
  })
})

const produced = Object.entries(producedMessages()).flatMap(([type, messages]) =>
  Object.entries(messages).map(([name, message]) => ({
    type,
    name,
    message: JSON.parse(JSON.stringify(message)),
  })),
)

test('each type has messages of its producers', () => {
  const place = 'test/lambda/contracts/produced-messages.ts'
  const made = new Set(produced.map(({ type }) => type))
  const types = eventContracts.map(({ type }) => type)
  expect([
    ...types.filter(type => !made.has(type)).map(type => `Add what producers make of ${type} to ${place}.`),
    ...[...made].filter(type => !types.includes(type)).map(type => `Remove ${type} from ${place}.`),
  ]).toEqual([])
})

describe.each(produced)('what producers make now: $type, $name', ({ type, message }) => {
  test("today's readers take it", () => {
    expect(complaints(ofType(eventContracts, type), type, message)).toEqual([])
  })
})

/** A type that is new since then reaches none of its readers: their lists do not have it. */
const producedBefore = produced.filter(({ type }) => ofType(lastReaders, type) !== undefined)

test.each(producedBefore)(
  `the readers of ${lastRelease} take what producers make now: $type, $name`,
  ({ type, message }) => {
    expect(complaints(ofType(lastReaders, type), type, message)).toEqual([])
  },
)

/** What the readers of the last release do not know. */
const NEW = ['shop.purchase.placed.v2', 'shop.purchase.cancelled.v2']

test('what is new since the last release is known', () => {
  const added = eventContracts.map(({ type }) => type).filter(type => ofType(lastReaders, type) === undefined)
  const unknown = added.filter(type => !NEW.includes(type))
  const frozenSince = NEW.filter(type => !added.includes(type))
  expect([
    ...unknown.map(
      type =>
        `${type} is new since ${lastRelease}. Add it to NEW in this file, and no producer of it before its consumers ` +
        'are deployed: docs/changing-contracts.md.',
    ),
    ...frozenSince.map(type => `${type} is not new since ${lastRelease}. Remove it from NEW in this file.`),
  ]).toEqual([])
})

describe('a contract that breaks released messages', () => {
  const type = 'shop.purchase.shipped.v1'
  const message = read(type, '0.2.0', 'full.json')

  test('is told which, where, and the way out', () => {
    const stricter = z.object({
      data: z.object({ carrier: z.string().check(z.maxLength(5)), trackingId: z.string() }),
    })
    const told = complaints({ type, schema: stricter } as unknown as EventContract, type, message)
    expect(told).toEqual([
      expect.stringMatching(/^shop\.purchase\.shipped\.v1 #\/data\/carrier: too_big/),
      expect.stringMatching(/^shop\.purchase\.shipped\.v1 #\/data\/trackingId: invalid_type/),
    ])
    expect(told[0]).toContain('a new version beside this one: docs/changing-contracts.md')
  })

  test('is told that a type is gone', () => {
    expect(complaints(undefined, type, message)).toEqual([expect.stringContaining(`${type} is no longer in`)])
  })
})
