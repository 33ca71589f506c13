import * as z from 'zod/mini'
import { fromItem, toItem } from '../../../lambda/runtime/table-items.ts'

const reader = z.object({ id: z.string(), visits: z.number(), tags: z.optional(z.array(z.string())) })

test('an item is read as it was written, without undefined members', () => {
  const item = toItem({ id: 'r-1', visits: 2, tags: ['a'], email: undefined })
  expect(item).toEqual({ id: { S: 'r-1' }, visits: { N: '2' }, tags: { L: [{ S: 'a' }] } })
  expect(fromItem(reader, item, 'readers')).toEqual({ id: 'r-1', visits: 2, tags: ['a'] })
})

test('attributes that the schema does not name are passed over', () => {
  const item = toItem({ id: 'r-1', visits: 2, expiresAt: 1 })
  expect(fromItem(reader, item, 'readers')).toEqual({ id: 'r-1', visits: 2 })
})

test('an error about an invalid item names its table and the violation, without its values', () => {
  const read = () => fromItem(reader, toItem({ id: 'r-1', visits: 'ada@mail.example' }), 'readers')
  expect(read).toThrow('an item of readers breaks its schema: #/visits must be of type number')
})

test('an item of several possible forms is measured by the one that it breaks least', () => {
  const either = z.union([reader, z.object({ code: z.string(), reason: z.string(), at: z.string() })])
  const read = () => fromItem(either, toItem({ id: 'r-1', visits: 'ada@mail.example' }), 'readers')
  expect(read).toThrow('an item of readers breaks its schema: #/visits must be of type number')
})

test('sums beyond the safe integers are written exactly', () => {
  expect(toItem({ ':sum': 2n ** 63n })).toEqual({ ':sum': { N: '9223372036854775808' } })
})
