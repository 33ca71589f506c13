import { Mention } from '../../../tools/forget/mention.ts'
import { Person } from '../../../tools/forget/person.ts'

const mention = new Mention(new Person(['4711', 'Ada', 'ada@münchen.example']))

test.each([
  ['the member customerId', '{"data":{"customerId":"4711"}}'],
  ['an address in any member', '{"to":"ada@xn--mnchen-3ya.example"}'],
  ['its other spelling, escaped', String.raw`{"to":"ADA@m\u00fcnchen.example"}`],
  ['an address with a name, in a list', '{"to":["Ada <ada@münchen.example>"]}'],
  ['JSON in a text of JSON', JSON.stringify({ Message: JSON.stringify({ data: { customerId: '4711' } }) })],
  ['an address at the end of a sentence', '{"text":"It goes to ada@münchen.example."}'],
  ['an id in a text that is no JSON', 'customer Ada'],
  ['a text that is no JSON', '{"customerId":"4711","customerEmail":'],
])('%s is about the person', (_, text) => {
  expect(mention.isIn(text)).toBe(true)
})

test.each([
  ['an amount', '{"amount":4711}'],
  ['a product', '{"sku":"4711","customerId":"4712"}'],
  ['a longer id', '{"customerId":"47110"}'],
  ['an id in another case in what is no JSON', 'customer ada, customer ADA'],
  ['a longer id in what is no JSON', 'customer 47110, customer x-4711'],
  ['a longer local part', '{"to":"wanda@münchen.example","cc":"ada+x@münchen.example"}'],
  ['another domain', '{"to":"ada@münchen.example.org"}'],
])('%s is not', (_, text) => {
  expect(mention.isIn(text)).toBe(false)
})

test('nobody is meant by an address alone where only a customer is, and the other way round', () => {
  const event = '{"data":{"customerId":"4711","customerEmail":"ada@mail.example"}}'
  expect(new Mention(new Person(['ada@mail.example'])).isIn(event)).toBe(true)
  expect(new Mention(new Person(['4711'])).isIn(event)).toBe(true)
  expect(new Mention(new Person(['4712', 'eve@mail.example'])).isIn(event)).toBe(false)
})
