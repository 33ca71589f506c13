import { Person } from '../../../tools/forget/person.ts'

test('is told by ids of customers and by addresses, in whatever spelling', () => {
  const person = new Person(['customer-1', 'Ada.Byron@Mail.Example', 'ada@münchen.example'])
  expect([...person.customers]).toEqual(['customer-1'])
  expect(person.owns('ada.byron@mail.example')).toBe(true)
  expect(person.owns('ADA@xn--mnchen-3ya.example')).toBe(true)
  expect(person.owns('byron@mail.example')).toBe(false)
  expect(person.owns(undefined)).toBe(false)
})

test.each(['ada byron', 'eve@', '@mail.test', 'a@b@c', '', 'x'.repeat(129), 'ada/1'])(
  'refuses %j, and does not repeat it, for it may be an address',
  text => {
    const refused = () => new Person(['customer-1', text])
    expect(refused).toThrow('What was given at place 2 is neither.')
    if (text !== '') expect(refused).not.toThrow(text)
  },
)

test('is not nobody, whose all purchases are that are forgotten', () => {
  expect(() => new Person(['customer-1', 'forgotten'])).toThrow('"forgotten" is no customer')
  expect([...new Person(['forgotten-1']).customers]).toEqual(['forgotten-1'])
})

test('is written down by hashes alone', () => {
  const labels = new Person(['customer-1', 'Ada@Mail.example']).labels
  expect(labels).toEqual([
    expect.stringMatching(/^customer [0-9a-f]{12}$/),
    expect.stringMatching(/^address [0-9a-f]{12}$/),
  ])
  expect(labels[1]).toBe(new Person(['ada@mail.EXAMPLE']).labels[0])
})
