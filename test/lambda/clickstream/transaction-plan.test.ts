import fc from 'fast-check'
import { planTransactions } from '../../../lambda/clickstream/transaction-plan.ts'

const items = fc.array(fc.nat(40), { maxLength: 1_500 })

test('puts every event into one transaction, at most 100 actions into each, and each item once into a round', () => {
  fc.assert(
    fc.property(items, drawn => {
      const events = drawn.map((item, index) => ({ index, item: `item-${item}` }))
      const rounds = planTransactions(events, ({ item }) => item)
      const planned = rounds.flat(2).map(({ index }) => index)
      expect(planned.toSorted((one, other) => one - other)).toEqual(events.map(({ index }) => index))
      for (const round of rounds) {
        const ofTransactions = round.map(transaction => new Set(transaction.map(({ item }) => item)))
        for (const [index, transaction] of round.entries()) {
          expect(transaction.length + (ofTransactions[index]?.size ?? 0)).toBeLessThanOrEqual(100)
        }
        const ofRound = ofTransactions.flatMap(each => [...each])
        expect(ofRound).toHaveLength(new Set(ofRound).size)
      }
    }),
    { numRuns: 50 },
  )
})

test('needs no more rounds than the item with the most events', () => {
  const events = Array.from({ length: 300 }, (_, index) => (index < 250 ? 'hot' : `cold-${index}`))
  expect(planTransactions(events, item => item).map(round => round.map(({ length }) => length))).toEqual([
    [99, 50],
    [99],
    [52],
  ])
})

test('plans nothing for nothing', () => {
  expect(planTransactions([], String)).toEqual([])
})
