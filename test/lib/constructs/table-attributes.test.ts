import { DomainTable } from '../../../lib/constructs/domain-table.ts'
import { RefusedError } from '../../../lib/constructs/refusal.ts'
import type { TableAttributes as Attributes } from '../../../lib/constructs/table-attributes.ts'
import { domain } from '../fixture.ts'

function table({ expiry = 'expiresAt', ...attributes }: Attributes): void {
  const stack = domain()
  new DomainTable(stack, 'Purchases', { domain: stack, expiry, ...attributes })
}

const rows: [refused: Attributes, words: string, nearest: Attributes][] = [
  [{ key: '' }, 'Its key "" has 0 characters. Use 1 to 255.', { key: 'k' }],
  [
    { key: 'x'.repeat(256) },
    `Its key "${'x'.repeat(40)}" has 256 characters. Use 1 to 255.`,
    { key: 'x'.repeat(255) },
  ],
  [{ key: 'id', sortKey: '' }, 'Its sortKey "" has 0 characters.', { key: 'id', sortKey: 's' }],
  [
    { key: 'id', sortKey: 'id' },
    'Its key and its sortKey are both "id". Leave out sortKey, or name another attribute.',
    { key: 'id', sortKey: 'Id' },
  ],
  [
    { key: 'id', expiry: 'id' },
    'Its expiry "id" is one of its keys, which are strings: DynamoDB reads an expiry only from a number. Name another attribute.',
    { key: 'id', expiry: 'expiresAt' },
  ],
  [
    { key: 'id', sortKey: 'at', expiry: 'at' },
    'Its expiry "at" is one of its keys',
    { key: 'id', sortKey: 'at', expiry: 'until' },
  ],
  [
    { key: 'id', indexes: [{ name: 'by minute', key: 'minute' }] },
    'An index cannot be named "by minute". Use 3 to 255 letters, digits, underscores, dots and hyphens.',
    { key: 'id', indexes: [{ name: 'by-minute', key: 'minute' }] },
  ],
  [
    { key: 'id', indexes: [{ name: 'by', key: 'minute' }] },
    'An index cannot be named "by".',
    { key: 'id', indexes: [{ name: 'by_', key: 'minute' }] },
  ],
  [
    { key: 'id', indexes: ['at', 'on'].map(key => ({ name: 'by-time', key })) },
    'Two of its indexes are named "by-time". Give each a different name.',
    { key: 'id', indexes: ['at', 'on'].map(key => ({ name: `by-${key}`, key })) },
  ],
  [
    { key: 'id', indexes: [{ name: 'by-minute', key: '' }] },
    'The index "by-minute": its key "" has 0 characters. Use 1 to 255.',
    { key: 'id', indexes: [{ name: 'by-minute', key: 'm' }] },
  ],
  [
    { key: 'id', indexes: [{ name: 'by-minute', key: 'minute', sortKey: 'minute' }] },
    'The index "by-minute": its key and its sortKey are both "minute". Leave out sortKey, or name another attribute.',
    { key: 'id', indexes: [{ name: 'by-minute', key: 'minute', sortKey: 'id' }] },
  ],
  [
    { key: 'id', expiry: 'until', indexes: [{ name: 'by-expiry', key: 'until' }] },
    'Its expiry "until" is one of its keys',
    { key: 'id', expiry: 'until', indexes: [{ name: 'by-expiry', key: 'untilMinute' }] },
  ],
]

test.each(rows)('%j is refused', (refused, words, nearest) => {
  expect(() => table(refused)).toThrow(RefusedError)
  expect(() => table(refused)).toThrow(`Messaging-dev-Shop/Purchases: ${words}`)
  expect(() => table(nearest)).not.toThrow()
})
