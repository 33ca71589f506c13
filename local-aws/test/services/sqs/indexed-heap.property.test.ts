import fc from 'fast-check'
import { IndexedHeap } from '../../../src/services/sqs/indexed-heap.ts'

/** @own the heap that orders a queue's messages */
test('items leave least first, whatever came, left from anywhere, or changed its rank', () => {
  const step = fc.record({
    do: fc.constantFrom('push', 'push', 'push', 'pop', 'remove', 'remove', 'change'),
    rank: fc.nat(50),
    pick: fc.nat(),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 300 }), steps => {
      const heap = new IndexedHeap<{ rank: number; heapIndex: number }>((a, b) => a.rank < b.rank)
      const inside = new Set<{ rank: number; heapIndex: number }>()
      for (const { do: what, rank, pick } of steps) {
        const picked = [...inside][pick % Math.max(inside.size, 1)]
        if (what === 'push') {
          const item = { rank, heapIndex: -1 }
          inside.add(item)
          heap.push(item)
        } else if (what === 'pop') {
          const item = heap.pop()
          if (item) inside.delete(item)
        } else if (picked && what === 'remove') {
          inside.delete(picked)
          heap.remove(picked)
          expect(picked.heapIndex).toBe(-1)
        } else if (picked) {
          picked.rank = rank
          heap.update(picked)
        }
      }
      const ranks = [...inside].map(item => item.rank).sort((a, b) => a - b)
      expect(ranks.map(() => heap.pop()?.rank)).toEqual(ranks)
      expect(heap.pop()).toBeUndefined()
    }),
    { numRuns: 300 },
  )
})
