import { Construct } from 'constructs'
import { DomainTable } from '../../../lib/constructs/domain-table.ts'
import { domain } from '../fixture.ts'

const table = (id: string, stack = domain()) =>
  new DomainTable(stack, id, { domain: stack, key: 'id', withoutExpiry: 'A test.' })

test.each([
  ['ü', '"ü"'],
  ['a b', '" "'],
  ['a+b', '"+"'],
])('a table %j is refused', (id, refused) => {
  expect(() => table(id)).toThrow(
    `Messaging-dev-Shop/${id}: Its name Messaging-dev-Shop-${id} contains ${refused}: DynamoDB takes a to z, A to Z, 0 to 9, - _ and the dot. Rename the id that contains it.`,
  )
})

test('letters, digits, hyphens, underscores and dots are a name, of 255 characters at most', () => {
  expect(() => table('Orders-2_3.4')).not.toThrow()
  const id = (length: number) => 'x'.repeat(length - 'Messaging-dev-Shop-'.length)
  expect(() => table(id(255))).not.toThrow()
  expect(() => table(id(256))).toThrow('has 256 characters. Shorten the ids to 255 in total.')
})

test('two tables of one name are refused', () => {
  const stack = domain()
  const orders = new Construct(stack, 'Orders')
  new DomainTable(orders, 'Archive', { domain: stack, key: 'id', withoutExpiry: 'A test.' })
  expect(() => table('Orders-Archive', stack)).toThrow(
    'Its name Messaging-dev-Shop-Orders-Archive is taken by Messaging-dev-Shop/Orders/Archive/Table.',
  )
})
