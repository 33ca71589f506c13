import { gunzipSync, gzipSync } from 'node:zlib'
import { batchWithout, isAbout, linesWithout } from '../../../tools/forget/events.ts'
import { Mention } from '../../../tools/forget/mention.ts'
import { Person } from '../../../tools/forget/person.ts'

const person = new Person(['ada-1'])
const mention = new Mention(person)
const event = (customerId: string) => ({
  id: 'e1',
  type: 'clickstream.basket.item-added.v1',
  subject: 'mug',
  data: { sessionId: 's1', customerId, sku: 'mug', quantity: 1 },
})
const lines = (bytes: Uint8Array | undefined) =>
  gunzipSync(bytes ?? gzipSync(''))
    .toString()
    .split('\n')

describe('an object of the lake', () => {
  test('keeps the event without its customer, and all other lines byte by byte', () => {
    const others = [JSON.stringify(event('bob')), '{"odd":  1}', 'no JSON', '']
    const [theirs, ...rest] = lines(
      linesWithout(gzipSync([JSON.stringify(event('ada-1')), ...others].join('\n')), person, mention),
    )
    expect(rest).toEqual(others)
    const { customerId, ...anonymous } = event('ada-1').data
    expect(JSON.parse(theirs ?? '')).toEqual({ ...event('ada-1'), data: anonymous })
  })

  test('is left alone where nothing in it is about the person, and where it is not compressed', () => {
    expect(linesWithout(gzipSync(JSON.stringify(event('ada-10'))), person, mention)).toBeUndefined()
    expect(linesWithout(Buffer.from(JSON.stringify(event('ada-1'))), person, mention)).toBeUndefined()
  })

  test.each([
    ['has no form', '{"customerId":"ada-1",'],
    ['says it in another place', JSON.stringify({ customerId: 'ada-1', data: {} })],
  ])('loses a line that %s, and no line moves', (_, line) => {
    expect(lines(linesWithout(gzipSync(`first\n${line}\nlast\n`), person, mention))).toEqual([
      'first',
      '{}',
      'last',
      '',
    ])
  })
})

describe('a batch that was given up', () => {
  const record = (customerId: string) => ({
    eventID: 'shardId-000000000000:1',
    kinesis: { data: Buffer.from(JSON.stringify(event(customerId))).toString('base64'), sequenceNumber: '1' },
  })
  const batch = (...customers: string[]) =>
    Buffer.from(
      JSON.stringify({ version: '1.0', payload: JSON.stringify({ Records: customers.map(record) }) }),
    )

  test('keeps all records, without the customer', () => {
    const without = batchWithout(batch('bob', 'ada-1'), person, mention)
    const { version, payload } = JSON.parse(Buffer.from(without ?? []).toString())
    const { Records } = JSON.parse(payload)
    const datas = Records.map(({ kinesis }: ReturnType<typeof record>) =>
      JSON.parse(Buffer.from(kinesis.data, 'base64').toString()),
    )
    expect(version).toBe('1.0')
    expect(datas).toEqual([
      event('bob'),
      expect.objectContaining({ data: { sessionId: 's1', sku: 'mug', quantity: 1 } }),
    ])
    expect(Records[1]).toMatchObject({ eventID: 'shardId-000000000000:1', kinesis: { sequenceNumber: '1' } })
  })

  test('is left alone where nothing in it is about the person, and where it is none', () => {
    expect(batchWithout(batch('bob', 'ada-10'), person, mention)).toBeUndefined()
    expect(batchWithout(Buffer.from('ada-1'), person, mention)).toBeUndefined()
  })
})

test('the result of a query and a record in Base64 are about the person that they name', () => {
  const failed = JSON.stringify({
    rawData: Buffer.from(JSON.stringify(event('ada-1'))).toString('base64'),
  })
  expect(isAbout(Buffer.from('"customerid","n"\n"ada-1","3"\n'), mention)).toBe(true)
  expect(isAbout(Buffer.from(failed), mention)).toBe(true)
  expect(isAbout(gzipSync(failed), mention)).toBe(true)
  expect(isAbout(Buffer.from('"ada-10","3"\n'), mention)).toBe(false)
})
