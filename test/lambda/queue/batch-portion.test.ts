import type { SQSRecord } from 'aws-lambda'
import type { Turn } from '../../../lambda/queue/tries.ts'
import { sqsRecord } from '../invocation.ts'

let portionOf: typeof import('../../../lambda/queue/batch-portion.ts').portionOf
beforeAll(async () => {
  ;({ portionOf } = await import('../../../lambda/queue/batch-portion.ts'))
})

type Message = [messageId: string, turn: Turn, group?: string]

/** What is taken of a batch, and that the rest is left. */
function taken(...messages: Message[]): string[] {
  const fifo = messages.some(([, , group]) => group !== undefined)
  const batch = messages.map(([messageId, , group]) =>
    sqsRecord('{}', { queue: fifo ? 'work.fifo' : 'work', messageId, group }),
  )
  const turns = new Map(messages.map(([messageId, turn]) => [messageId, turn]))
  const of = ({ messageId }: SQSRecord) => ({ failed: 0, turn: turns.get(messageId) as Turn })
  const portion = portionOf(batch, { of })
  expect(new Set([...portion.taken, ...portion.left])).toEqual(new Set(batch))
  return portion.taken.map(({ messageId }) => messageId)
}

test('a batch of which nothing may end the function is taken as a whole', () => {
  expect(taken(['a', 'together'], ['b', 'together'])).toEqual(['a', 'b'])
})

it.each<Turn>(['alone', 'give up', 'give up unread'])(
  'a message whose turn is "%s" is taken by itself',
  turn => {
    expect(taken(['a', 'together'], ['b', turn], ['c', 'alone'])).toEqual(['b'])
  },
)

describe('on a FIFO queue', () => {
  test('earlier messages of its group are taken first, and no later ones', () => {
    expect(
      taken(
        ['a1', 'together', 'a'],
        ['a2', 'alone', 'a'],
        ['a3', 'together', 'a'],
        ['b1', 'together', 'b'],
        ['b2', 'together', 'b'],
      ),
    ).toEqual(['a1', 'b1', 'b2'])
  })

  test('the first of its group is taken alone, and other groups wait', () => {
    expect(taken(['a1', 'together', 'a'], ['b1', 'alone', 'b'], ['b2', 'alone', 'b'])).toEqual(['b1'])
  })
})
