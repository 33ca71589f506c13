import * as z from 'zod/mini'
import { basketItemAdded } from '../../../../lambda/contracts/clickstream-events.ts'
import { cloudEvent, eventContract } from '../../../../lambda/contracts/cloud-event.ts'
import { columnsOf, eventColumns } from '../../../../lib/clickstream/lake/event-columns.ts'
import { hiveType, UnmappedMemberError, written } from '../../../../lib/clickstream/lake/hive-type.ts'

const of = (shape: Record<string, z.ZodMiniType>) => z.object({ a: z.object(shape) })
const typeOf = (schema: z.ZodMiniType) => written(hiveType(schema, 'data.member'))

test.each<[string, z.ZodMiniType]>([
  ['string', z.string().check(z.maxLength(5))],
  ['string', z.iso.datetime()],
  ['string', z.uuid().check(z.lowercase())],
  ['string', z.literal('1.0')],
  ['string', z.literal(['a', 'b'])],
  ['string', z.enum(['EUR', 'USD'])],
  ['string', z.optional(z.nullable(z.string()))],
  ['string', z.readonly(z._default(z.string(), 'a'))],
  ['string', z.nonoptional(z.optional(z.string()))],
  ['bigint', z.int().check(z.gte(0))],
  ['bigint', z.int32()],
  ['bigint', z.uint32()],
  ['double', z.float32()],
  ['bigint', z.literal([1, 2])],
  ['double', z.number()],
  ['boolean', z.boolean()],
  ['boolean', z.literal(true)],
  ['boolean', z.literal([true, false])],
  ['bigint', z.enum({ one: 1, two: 2 })],
  ['array<bigint>', z.array(z.int())],
  ['map<string,double>', z.record(z.string(), z.number())],
  [
    'struct<customerid:string,of:struct<a:bigint>>',
    z.object({ customerId: z.string(), of: z.object({ a: z.int() }) }),
  ],
  ['struct<_a9:string>', z.object({ _A9: z.string() })],
  ['struct<a:struct<b:bigint,c:bigint>>', z.union([of({ b: z.int() }), of({ c: z.int() })])],
  ['struct<>', z.object({})],
  ['string', z.union([z.uuid(), z.literal('none')])],
  ['struct<a:bigint,b:string>', z.union([z.object({ a: z.int() }), z.object({ b: z.string() })])],
])('%s', (type, schema) => {
  expect(typeOf(schema)).toBe(type)
})

const unsaid = z.array(z.string())
Object.assign(unsaid._zod.def, { element: undefined })

test.each<[string, z.ZodMiniType, string]>([
  [
    'a type that JSON lacks',
    z.date(),
    'data.member: a column cannot hold the zod type "date". Use text, a number, a boolean, an object or a list of these, or map the type in hive-type.ts.',
  ],
  ['anything', z.unknown(), 'data.member: a column cannot hold the zod type "unknown".'],
  ['in a list', z.array(z.bigint()), 'data.member[]: a column cannot hold the zod type "bigint".'],
  ['in a record', z.record(z.string(), z.bigint()), 'data.member{}: a column cannot hold the zod type'],
  [
    'one of text and numbers',
    z.literal(['a', 1]),
    'data.member: it is one of ["a",1]. Use values of one type: text, whole numbers or booleans.',
  ],
  ['one of true and a number', z.literal([true, 1]), 'data.member: it is one of [true,1].'],
  ['one of fractions', z.literal([1, 1.5]), 'data.member: it is one of [1,1.5].'],
  ['one of nothing', z.enum({}), 'data.member: it is one of [].'],
  ['text or a number', z.union([z.string(), z.int()]), 'data.member: it is both string and bigint'],
  ['text or an object', z.union([z.string(), z.object({})]), 'data.member: it is both string and struct<>'],
  ['an object or text', z.union([z.object({}), z.string()]), 'data.member: it is both struct<> and string'],
  [
    'a nested member of two types',
    z.union([of({ b: z.int() }), of({ b: z.string() })]),
    'data.member.a.b: it is both bigint and string',
  ],
  ['a type that zod does not say', unsaid, 'data.member[]: zod does not say what is in it. Map its type'],
  ...['a-b', '9a', 'ä', 'aä', '', 'a b'].map<[string, z.ZodMiniType, string]>(name => [
    `the name "${name}"`,
    z.object({ [name]: z.string() }),
    `data.member.${name}: its name is no column. Use letters, digits and underscores, the first no digit.`,
  ]),
  [
    'two names that differ in case',
    z.object({ sku: z.string(), SKU: z.string() }),
    'data.member.SKU: another member is called sku in lower case, too. Rename one of them.',
  ],
])('is refused by name: %s', (_, schema, message) => {
  expect(() => typeOf(schema)).toThrow(UnmappedMemberError)
  expect(() => typeOf(schema)).toThrow(message)
})

const about = { id: 'i', source: 's', subject: 's', time: 't', correlationid: 'c' }

describe('the columns of contracts', () => {
  const bought = eventContract('a.bought.v1', z.object({ sku: z.string(), price: z.int() }))

  test('are the attributes of every event, and the members of all of them', () => {
    const returned = eventContract(
      'a.returned.v1',
      z.object({ sku: z.string(), why: z.optional(z.string()) }),
    )
    const columns = columnsOf([bought, returned])
    expect(columns.find(({ name }) => name === 'data')).toEqual({
      name: 'data',
      type: 'struct<sku:string,price:bigint,why:string>',
    })
    const event = cloudEvent(bought, about, { sku: 's', price: 1 })
    expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(event)))
  })

  test('cannot have two types', () => {
    const dearer = eventContract('a.bought.v2', z.object({ sku: z.string(), price: z.number() }))
    expect(() => columnsOf([bought, dearer])).toThrow(
      'event.data.price: it is both bigint and double, and a column has one type. Give one of the members another name.',
    )
  })
})

test('every member of an event of the stream has a column', () => {
  const columns = eventColumns()
  const event = cloudEvent(basketItemAdded, about, { sessionId: 's', sku: 's', quantity: 1 })
  expect(columns.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(event)))
  const data = columns.find(({ name }) => name === 'data')?.type
  for (const member of [...Object.keys(event.data), 'purchaseId']) {
    expect(data).toMatch(new RegExp(`[<,]${member.toLowerCase()}:`))
  }
  expect(data).toContain('amount:struct<amount:bigint,currency:string>')
})
