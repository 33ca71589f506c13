import { Lineage } from '../../../src/services/lambda/lineage.ts'

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'
const [A, B] = [
  'arn:aws:lambda:us-east-1:000000000000:function:a',
  'arn:aws:lambda:us-east-1:000000000000:function:b',
]
const id = (arn: string) => /:([0-9a-f]{8}):/.exec(Lineage.none.invoking(arn).in(TRACE))?.[1]

/** What the header says after these functions were invoked, one after the other. */
function after(...functions: string[]): string {
  return functions.reduce((header, arn) => Lineage.of(header).invoking(arn).in(header), TRACE)
}

/** @own the chain of invocations in the trace header, whose form AWS does not document */
test('the first invocation of a chain has been preceded by none', () => {
  expect(after(A)).toBe(`${TRACE};Lineage=1:${id(A)}:0`)
})

/** @own the chain of invocations in the trace header, whose form AWS does not document */
test('counts the invocations of the chain, and of each function; the one that is invoked comes first', () => {
  expect(after(A, A)).toBe(`${TRACE};Lineage=2:${id(A)}:1`)
  expect(after(A, B)).toBe(`${TRACE};Lineage=2:${id(B)}:0|${id(A)}:0`)
  const header = after(A, B, A)
  expect(header).toBe(`${TRACE};Lineage=3:${id(A)}:1|${id(B)}:0`)
  expect([A, B].map(arn => Lineage.of(header).invocationsOf(arn))).toEqual([2, 1])
})

/** @own the chain of invocations in the trace header, whose form AWS does not document */
test('reads the form of 2023 as well', () => {
  const header = `${TRACE};Lineage=a87bd80c:1|${id(A)}:5|c512fbe3:2`
  expect(Lineage.of(header).invocationsOf(A)).toBe(6)
})

/** @own the chain of invocations in the trace header, whose form AWS does not document */
test.each([
  ['no header', undefined],
  ['no lineage', TRACE],
  ['an empty one', `${TRACE};Lineage=`],
  ['one of another form', `${TRACE};Lineage=1:xyz`],
])('%s is the beginning of a chain', (_, header) => {
  expect(Lineage.of(header).invoking(A).in(TRACE)).toBe(after(A))
})

/** @own the chain of invocations in the trace header, whose form AWS does not document */
test('keeps sixteen functions, those that were invoked last', () => {
  const many = Array.from({ length: 20 }, (_, index) => `${A}${index}`)
  const lineage = Lineage.of(after(...many))
  expect(many.filter(arn => lineage.invocationsOf(arn) > 0)).toEqual(many.slice(4))
})

/** @own the chain of invocations in the trace header, whose form AWS does not document */
test('a batch has the highest count that any of its messages has of a function', () => {
  const lineage = Lineage.ofAll([after(A, A, A), after(A, B, B), TRACE])
  expect([A, B].map(arn => lineage.invocationsOf(arn))).toEqual([3, 2])
  expect(Lineage.ofAll([]).invoking(A).in(TRACE)).toBe(after(A))
})
