import * as z from 'zod/mini'
import { namelessViolations, violationsOf } from '../../../lambda/contracts/violations.ts'

function broken(schema: z.ZodMiniType, value: unknown): z.core.$ZodError {
  const { error } = schema.safeParse(value)
  if (error) return error
  throw new Error('The value breaks no rule.')
}

const currencies = Array.from({ length: 11 }, (_, index) => `C${index}`) as [string, ...string[]]

it.each<[z.ZodMiniType, unknown, string]>([
  [z.int(), 1.5, 'must be a whole number'],
  [z.string(), 1, 'must be of type string'],
  [z.int().check(z.gte(2)), 1, 'must be at least 2'],
  [z.int().check(z.lte(2)), 3, 'must be at most 2'],
  [z.string().check(z.minLength(2)), 'a', 'must be at least 2 characters long'],
  [z.string().check(z.maxLength(2)), 'abc', 'must be at most 2 characters long'],
  [z.array(z.int()).check(z.minLength(1)), [], 'must be at least 1 items long'],
  [z.array(z.int()).check(z.maxLength(1)), [1, 2], 'must be at most 1 items long'],
  [z.string().check(z.regex(/^a$/)), 'b', 'must match /^a$/'],
  [z.uuid(), 'b', 'must be in the format uuid'],
  [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  [z.enum(currencies), 'c', 'is not a known code'],
  [z.union([z.int(), z.boolean()]), 'c', 'is not valid'],
  [z.string().check(z.regex(/^a$/, { error: 'must be an a' })), 'b', 'must be an a'],
])('a rule that is broken says what must be (%#)', (schema, value, detail) => {
  expect(violationsOf(broken(schema, value))).toEqual([{ pointer: '#', detail }])
})

const strict = z.strictObject({ 'a/b~c': z.array(z.int()) })

test('a violation is where it is, by JSON Pointer in a fragment', () => {
  expect(violationsOf(broken(strict, { 'a/b~c': [1, 'ü'], 'ü\ud800': 1, b: 1 }))).toEqual([
    { pointer: '#/a~1b~0c/1', detail: 'must be of type number' },
    { pointer: '#/%C3%BC%EF%BF%BD', detail: 'is not a known member' },
    { pointer: '#/b', detail: 'is not a known member' },
  ])
})

test('a name of any length is cut', () => {
  const [violation] = violationsOf(broken(z.strictObject({}), { ['a'.repeat(1_000)]: 1 }))
  expect(violation?.pointer).toBe(`#/${'a'.repeat(200)}`)
})

describe('for the log', () => {
  test('unknown members are counted, not named, and only the first are listed', () => {
    const error = broken(strict, { 'a/b~c': [1.5, 'x', 'y'], ada: 1, grace: 2 })
    expect(namelessViolations(error, 3)).toHaveLength(3)
    expect(namelessViolations(error, 9)).toContainEqual({ pointer: '#', detail: 'has 2 unknown members' })
    expect(JSON.stringify(namelessViolations(error, 9))).not.toMatch(/ada|grace/)
  })

  test('of a union, what breaks the nearest of its schemas is listed', () => {
    const one = z.object({ kind: z.literal('one'), size: z.int(), name: z.string() })
    const other = z.object({ kind: z.literal('other'), size: z.int(), colour: z.string(), weight: z.int() })
    const error = broken(z.object({ it: z.union([other, one]) }), {
      it: { kind: 'one', size: 'x', name: 'n' },
    })
    expect(namelessViolations(error, 9).map(({ pointer }) => pointer)).toEqual(['#/it/size'])
  })

  test('of a union whose kind is unknown, the kind is listed', () => {
    const kinds = z.discriminatedUnion('kind', [z.object({ kind: z.literal('one') })])
    const error = broken(z.object({ it: kinds }), { it: { kind: 'other' } })
    expect(namelessViolations(error, 9)).toEqual([{ pointer: '#/it/kind', detail: 'is not valid' }])
  })
})
