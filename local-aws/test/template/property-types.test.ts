import {
  attribute,
  document,
  flag,
  number,
  structure,
  structures,
  tags,
  text,
  texts,
} from '../../src/template/property-types.ts'
import { type Resource, resourceType } from '../../src/template/resource-type.ts'
import { create } from '../resource.ts'

const PROPERTIES = {
  Attribute: attribute,
  Document: document<object>(),
  Flag: flag,
  Name: text.required,
  Number: number,
  Structure: structure<object>(),
  Structures: structures<object>(),
  Tags: tags,
  Text: text,
  Texts: texts,
}

/** What the resource type `Test::Typed` reads of `properties`. */
async function read(properties: Record<string, unknown>): Promise<object> {
  let seen: Resource<object> | undefined
  const type = resourceType({
    type: 'Test::Typed',
    properties: PROPERTIES,
    inert: { Number: 'it is read, and has no effect' },
    create: resource => {
      seen = resource
      return { physicalId: resource.properties.Name, attributes: {} }
    },
  })
  await create([type], 'Test::Typed', { Name: 'thing', ...properties })
  return { ...seen?.properties }
}

test('a resource type simulates the properties that it reads, except those without effect', () => {
  const { simulated } = resourceType({
    type: 'Test::Typed',
    properties: { Name: text, Size: number },
    inert: { Size: 'it is read, and has no effect', Tags: 'nothing reads them' },
    create: () => ({ physicalId: 'thing', attributes: {} }),
  })
  expect(simulated).toEqual(['Name'])
})

/** @own the types of properties, as lenient as CloudFormation */
test.each([
  ['a number for a string', { Text: 5 }, { Text: '5' }],
  ['a boolean for a string', { Text: true }, { Text: 'true' }],
  ['an attribute that is a number or a boolean', { Attribute: 0 }, { Attribute: '0' }],
  ['a boolean as it is', { Flag: false }, { Flag: false }],
  ['an empty string', { Text: '' }, { Text: '' }],
  ['a string for a number', { Number: '30' }, { Number: 30 }],
  ['a string for a boolean', { Flag: 'false' }, { Flag: false }],
  ['a boolean as some tools write it', { Flag: 'True' }, { Flag: true }],
  ['a list of numbers for one of strings', { Texts: [1, 'two'] }, { Texts: ['1', 'two'] }],
  ['tags with numbers', { Tags: [{ Key: 'a', Value: 1 }] }, { Tags: [{ Key: 'a', Value: '1' }] }],
  ['an attribute that is a document', { Attribute: { a: [1] } }, { Attribute: '{"a":[1]}' }],
  ['a document as text', { Document: '{"a":1}' }, { Document: { a: 1 } }],
  [
    'objects as they are',
    { Structure: { a: 1 }, Structures: [{}] },
    { Structure: { a: 1 }, Structures: [{}] },
  ],
])('templates may contain %s', async (_, given, expected) => {
  await expect(read(given)).resolves.toEqual({ Name: 'thing', ...expected })
})

test('properties that are not given or not read are absent', async () => {
  await expect(read({ Other: 1 })).resolves.toEqual({ Name: 'thing' })
})

test.each([
  [{ Attribute: null }, 'the property "Attribute" must be a string or a JSON document, not null'],
  [{ Document: '{' }, 'the property "Document" must be a JSON document, not "{"'],
  [{ Flag: 'yes' }, 'the property "Flag" must be true or false, not "yes"'],
  [{ Name: undefined }, 'the property "Name" is missing'],
  [{ Name: [] }, 'the property "Name" must be a string, not []'],
  [{ Number: 'many' }, 'the property "Number" must be a number, not "many"'],
  [{ Number: '' }, 'the property "Number" must be a number, not ""'],
  [{ Number: ' ' }, 'the property "Number" must be a number, not " "'],
  [{ Number: true }, 'the property "Number" must be a number, not true'],
  [{ Flag: 1 }, 'the property "Flag" must be true or false, not 1'],
  [{ Document: [] }, 'the property "Document" must be a JSON document, not []'],
  [{ Document: '1' }, 'the property "Document" must be a JSON document, not "1"'],
  [{ Structure: null }, 'the property "Structure" must be an object, not null'],
  [{ Structures: {} }, 'the property "Structures" must be a list of objects, not {}'],
  [{ Structures: [{}, null] }, 'the property "Structures" must be a list of objects, not [{},null]'],
  [{ Structure: [] }, 'the property "Structure" must be an object, not []'],
  [{ Structures: ['a'] }, 'the property "Structures" must be a list of objects, not ["a"]'],
  [{ Tags: { a: 'b' } }, 'the property "Tags" must be a list of keys and values, not {"a":"b"}'],
  [{ Tags: [{ Key: 'a' }] }, 'the property "Tags" must be a list of keys and values, not [{"Key":"a"}]'],
  [{ Tags: [{ Key: 'a', Value: {} }] }, 'must be a list of keys and values'],
  [{ Tags: [{ Key: 'a', Value: 'b' }, 'c'] }, 'must be a list of keys and values'],
  [{ Texts: 'a' }, 'the property "Texts" must be a list of strings, not "a"'],
  [{ Texts: ['a', null] }, 'the property "Texts" must be a list of strings, not ["a",null]'],
])('%j is refused', async (given, message) => {
  await expect(read(given)).rejects.toThrow(message)
})
