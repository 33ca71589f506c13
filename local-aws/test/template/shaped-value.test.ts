import type { Shape } from '../../src/api/model/input-shape.ts'
import { shapedValue } from '../../src/template/shaped-value.ts'

const text: Shape = { type: 'string' }
const integer: Shape = { type: 'integer' }
const boolean: Shape = { type: 'boolean' }
const list: Shape = { type: 'list', member: integer }
const map: Shape = { type: 'map', key: { type: 'string' }, value: boolean }
const structure: Shape = {
  type: 'structure',
  name: 'Thing',
  members: { Count: { shape: integer }, Names: { shape: { type: 'list', member: text } } },
  required: [],
  notSimulated: new Set(),
}

/** @own the loader: values of a template in the types of an API, as lenient as CloudFormation */
test.each<[string, Shape, unknown, unknown]>([
  ['a number for a text', text, 5, '5'],
  ['a boolean for a text', text, false, 'false'],
  ['a text for an integer', integer, '-30', -30],
  ['a text that is no integer', integer, '1.5', '1.5'],
  ['a text that only begins as an integer', integer, '3 s', '3 s'],
  ['a text for a boolean', boolean, 'true', true],
  ['the other text for a boolean', boolean, 'false', false],
  ['a text that is no boolean', boolean, 'yes', 'yes'],
  ['a boolean', boolean, true, true],
  ['an integer', integer, 3, 3],
  ['the members of a list', list, ['1', 2], [1, 2]],
  ['a text for a list', list, '1', '1'],
  ['the values of a map', map, { a: 'true' }, { a: true }],
  ['a list for a map', map, ['true'], ['true']],
  ['the members of a structure', structure, { Count: '1', Names: [2] }, { Count: 1, Names: ['2'] }],
  ['a member that the structure lacks', structure, { Other: 1 }, { Other: 1 }],
  ['null for a structure', structure, null, null],
])('%s', (_, shape, given, value) => {
  expect(shapedValue(given, shape)).toEqual(value)
})
