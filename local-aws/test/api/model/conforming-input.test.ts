import fc from 'fast-check'
import { checkInput } from '../../../src/api/model/check-input.ts'
import { conforms } from '../../../src/api/model/conforming-input.ts'
import type { Member, Shape, Structure } from '../../../src/api/model/input-shape.ts'

function structure(shapes: Readonly<Record<string, Shape>>, required: readonly string[] = []): Structure {
  const members: Record<string, Member> = Object.create(null)
  for (const [name, shape] of Object.entries(shapes)) members[name] = { shape }
  return { type: 'structure', name: 'Thing', members, required, notSimulated: new Set(['Refused']) }
}

const NAME: Shape = { type: 'string', minimum: 1, maximum: 4, pattern: /^[a-z]+$/ }
const KIND: Shape = { type: 'string', values: ['a', 'b'] }
const SHAPE = structure(
  {
    Name: NAME,
    Kind: KIND,
    Flag: { type: 'boolean' },
    Refused: { type: 'boolean' },
    Count: { type: 'integer', minimum: 0, maximum: 3 },
    Number: { type: 'number' },
    Double: { type: 'double' },
    At: { type: 'timestamp' },
    Any: { type: 'document' },
    Data: { type: 'blob', maximum: 2 },
    Names: { type: 'list', member: NAME, minimum: 1, maximum: 2 },
    Doubles: { type: 'list', member: { type: 'double' } },
    Parts: { type: 'list', member: structure({ Name: NAME, Refused: { type: 'boolean' } }, ['Name']) },
    Tags: { type: 'map', key: NAME, value: KIND, maximum: 1 },
  },
  ['Name'],
)

const CONFORMING: Readonly<Record<string, unknown>> = {
  Name: 'a',
  Kind: 'b',
  Flag: true,
  Refused: false,
  Count: 3,
  Number: 1.5,
  Double: 1,
  At: 0,
  Any: {},
  Data: 'YWI=',
  Names: ['a', 'abcd'],
  Doubles: [1],
  Parts: [{ Name: 'a', Refused: false }],
  Tags: { a: 'b' },
}

const scalar = fc.constantFrom<unknown>(
  ...['', 'a', 'b', 'abcd', 'abcde', 'A', 'YQ==', 'YR==', 'YWI=', 'YWJ=', 'YWJj', 'NaN'],
  ...[0, 3, 4, -1, 1.5, Number.NaN, true, false, null, undefined],
)
const name = fc.constantFrom(...Object.keys(CONFORMING), 'Other', '__proto__', 'a')
const list = (value: fc.Arbitrary<unknown>) => fc.array(value, { maxLength: 3 })
const object = fc.array(fc.tuple(name, scalar), { maxLength: 2 }).map(entries => Object.fromEntries(entries))
const kinds = fc.dictionary(fc.constantFrom('a', 'b', 'D'), fc.constantFrom('a', 'b', 'c'), {
  maxKeys: 2,
})
/** A conforming input with another value in one place. */
const input = fc
  .tuple(name, fc.oneof(scalar, object, kinds, list(fc.oneof(scalar, object))))
  .map(([changed, value]) => ({ ...CONFORMING, [changed]: value }))

/** Whether the checks that report violations pass, and leave the input as it is. */
function passesUnchanged(given: unknown): boolean {
  const checked = structuredClone(given)
  try {
    checkInput('Thing', checked, SHAPE)
  } catch {
    return false
  }
  return JSON.stringify(checked) === JSON.stringify(given)
}

/** @own the check of inputs against a service's model */
test('conforms exactly if the checks that report violations pass and change nothing', () => {
  fc.assert(
    fc.property(input, given => {
      expect(conforms(structuredClone(given), SHAPE)).toBe(passesUnchanged(given))
    }),
    { numRuns: 2000, seed: 1, examples: [[{ ...CONFORMING, Any: null }]] },
  )
})

/** @own the check of inputs against a service's model */
test('refuses an input that is nested too deep', () => {
  const deep: Shape & { type: 'list' } = { type: 'list', member: { type: 'document' } }
  deep.member = deep
  const shape = structure({ Deep: deep })
  const nested = (levels: number) => ({ Deep: JSON.parse('['.repeat(levels) + ']'.repeat(levels)) })

  expect(conforms(nested(100), shape)).toBe(true)
  expect(conforms(nested(101), shape)).toBe(false)
  expect(() => checkInput('Thing', nested(100), shape)).not.toThrow()
  expect(() => checkInput('Thing', nested(101), shape)).toThrow('nested deeper')
})
