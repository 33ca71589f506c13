import { type Schema, takenAway } from './schema-growth.ts'

const released: Schema = {
  type: 'object',
  required: ['id', 'items'],
  properties: {
    id: { type: 'string', pattern: '^[a-z]{1,8}$' },
    code: { type: 'string', enum: ['a', 'b'] },
    at: { type: 'string', format: 'date-time', maxLength: 30 },
    version: { type: 'string', const: '1.0' },
    note: { type: 'string' },
    carrier: { type: 'string', pattern: '^[A-Za-z-]{1,64}$' },
    share: { type: 'number' },
    whom: { anyOf: [{ type: 'string' }, { type: 'object', properties: { id: { type: 'string' } } }] },
    counts: { type: 'object', propertyNames: { type: 'string' }, additionalProperties: { type: 'number' } },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        required: ['sku'],
        properties: { sku: { type: 'string' }, units: { type: 'integer' } },
      },
    },
  },
}

/** The released schema with another schema for a member. */
const withMember = (name: string, schema: Schema | undefined): Schema => ({
  ...released,
  properties: JSON.parse(JSON.stringify({ ...released.properties, [name]: schema })),
})
const items = released.properties?.items ?? {}

test.each<[string, Schema]>([
  ['nothing', released],
  ['a member', withMember('state', { type: 'string' })],
  [
    'a member of an item',
    withMember('items', {
      ...items,
      items: { ...items.items, properties: { ...items.items?.properties, gift: { type: 'boolean' } } },
    }),
  ],
  ['a value', withMember('code', { type: 'string', enum: ['a', 'b', 'c'] })],
  ['any value of a pattern', withMember('code', { type: 'string', pattern: '^[a-z]+$' })],
  ['length', withMember('id', { type: 'string', pattern: '^[a-z]{1,9}$' })],
  ['room', withMember('items', { ...items, maxItems: 1_000 })],
  ['no limit', withMember('items', { type: 'array', items: items.items })],
  [
    'an alternative',
    withMember('whom', { anyOf: [...(released.properties?.whom?.anyOf ?? []), { type: 'number' }] }),
  ],
  ['words', withMember('note', { type: 'string', description: 'For people', examples: ['x'] } as Schema)],
])('adding %s takes nothing away', (_, today) => {
  expect(takenAway(released, today)).toEqual([])
})

test.each<[string, Schema, string]>([
  ['a member', withMember('code', undefined), '#/code was removed'],
  ['a type', withMember('id', { type: 'integer' }), '#/id was of type string and is of type integer'],
  ['a value', withMember('code', { type: 'string', enum: ['a'] }), '#/code no longer takes "b"'],
  [
    'a value by a pattern',
    withMember('code', { type: 'string', pattern: '^a$' }),
    '#/code no longer takes "b"',
  ],
  ['the constant', withMember('version', { type: 'string', const: '2.0' }), '#/version was always "1.0"'],
  ['the format', withMember('at', { type: 'string' }), '#/at has lost the format date-time'],
  [
    'length',
    withMember('at', { type: 'string', format: 'date-time', maxLength: 29 }),
    '#/at has the maxLength 29, which was 30',
  ],
  ['room', withMember('items', { ...items, maxItems: 99 }), '#/items has the maxItems 99, which was 100'],
  ['the small', withMember('items', { ...items, minItems: 2 }), '#/items has the minItems 2, which was 1'],
  [
    'a limit that was none',
    withMember('id', { ...released.properties?.id, maxLength: 5 }),
    '#/id has the maxLength 5, which was none',
  ],
  [
    'letters',
    withMember('id', { type: 'string', pattern: '^[a-y]{1,8}$' }),
    '#/id must match ^[a-y]{1,8}$ now',
  ],
  [
    'short ones',
    withMember('id', { type: 'string', pattern: '^[a-z]{2,8}$' }),
    '#/id must match ^[a-z]{2,8}$ now',
  ],
  [
    'freedom',
    withMember('at', { type: 'string', format: 'date-time', maxLength: 30, pattern: 'Z$' }),
    '#/at must match Z$ now',
  ],
  [
    'all other values of an open set',
    withMember('carrier', { type: 'string', enum: ['DHL', 'UPS'] }),
    '#/carrier takes only ["DHL","UPS"] now',
  ],
  [
    'all other words',
    withMember('note', { type: 'string', const: 'x' }),
    '#/note takes only ["x"] now, and took others',
  ],
  [
    'words without a format',
    withMember('note', { type: 'string', format: 'uuid' }),
    '#/note must have the format uuid now',
  ],
  ['an alternative', withMember('whom', { anyOf: [{ type: 'string' }] }), '#/whom was of type object'],
  ['the union', withMember('whom', { type: 'string' }), '#/whom was of type a union and is of type string'],
  [
    'a member in an alternative',
    withMember('whom', { anyOf: [{ type: 'string' }, { type: 'object', properties: {} }] }),
    '#/whom/id was removed',
  ],
  [
    'values of a map',
    withMember('counts', { ...released.properties?.counts, additionalProperties: { type: 'integer' } }),
    '#/counts/<value> was of type number and is of type integer',
  ],
  [
    'names of a map',
    withMember('counts', { ...released.properties?.counts, propertyNames: { type: 'string', maxLength: 1 } }),
    '#/counts/<name> has the maxLength 1, which was none',
  ],
  [
    'the large',
    withMember('share', { type: 'number', exclusiveMaximum: 1 }),
    '#/share has the exclusiveMaximum 1, which was none',
  ],
  [
    'what a keyword refuses that nobody compares',
    withMember('share', { type: 'number', multipleOf: 5 } as Schema),
    '#/share has the multipleOf 5 now',
  ],
  [
    'what may be added to an item',
    withMember('items', { ...items, items: { ...items.items, additionalProperties: false } }),
    '#/items/0 does not take members that it does not know',
  ],
  [
    'what may be added',
    { ...released, additionalProperties: false },
    '# does not take members that it does not know',
  ],
  ['what may be missing', { ...released, required: ['id', 'items', 'code'] }, '#/code is required now'],
  ['what readers need', { ...released, required: ['id'] }, '#/items may be missing now'],
  [
    'a member of an item',
    withMember('items', { ...items, items: { ...items.items, properties: { sku: { type: 'string' } } } }),
    '#/items/0/units was removed',
  ],
])('taking away %s is told with its place', (_, today, fault) => {
  expect(takenAway(released, today)).toEqual([expect.stringContaining(fault)])
})
