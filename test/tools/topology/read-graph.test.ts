import { readAssembly } from '../../../tools/preflight/assembly.ts'
import type { Graph } from '../../../tools/topology/graph.ts'
import { readGraph } from '../../../tools/topology/read-graph.ts'
import { ASSEMBLY } from '../../journeys/assembly.ts'

let graph: Graph

beforeAll(() => {
  graph = readGraph(readAssembly(ASSEMBLY))
})

/** `Shop/shipping` → `Shop/Purchases` */
function ways(): string[] {
  const names = new Map(graph.nodes.map(({ id, domain, names }) => [id, `${domain}/${names.join('+')}`]))
  return graph.edges.map(({ from, to }) => `${names.get(from)} → ${names.get(to)}`)
}

test.each([
  ['an event source', 'Shop/Shipping → Shop/shipping'],
  ['a subscription', 'Shop/Purchases → Shop/Shipping'],
  ['a subscription in another stack', 'Shop/Purchases → Clickstream/Purchases'],
  ['a permission to publish', 'Shop/review → Shop/Purchases'],
  ['a permission to send to a queue of another stack', 'Video/notifier → Mail/Emails'],
  ['a notification of a bucket', 'Video/videos → Video/Uploads'],
  ['a destination of failed batches', 'Clickstream/trends → Clickstream/given-up'],
  ['a delivery from a stream', 'Clickstream/Events → Clickstream/Lake-Delivery'],
  ['a delivery into a bucket', 'Clickstream/Lake-Delivery → Clickstream/lake'],
  ['a permission to read a table', 'Shop/PurchaseHistory → Shop/status'],
  ['the events of SES', 'Mail/SES → Mail/SendingEvents'],
])('data flows through %s: %s', (_, way) => {
  expect(ways()).toContain(way)
})

test('a table that a function reads and writes is drawn as written', () => {
  expect(ways()).toContain('Mail/mailer → Mail/SentEmails')
  expect(ways()).not.toContain('Mail/SentEmails → Mail/mailer')
})

test('queues for failures are marks of the queue that they belong to', () => {
  const queues = graph.nodes.filter(({ kind }) => kind === 'queue')
  expect(queues.filter(({ deadLetters }) => !deadLetters)).toEqual([])
  expect(queues.flatMap(({ names }) => names).filter(name => /DeadLetters|Undelivered/.test(name))).toEqual(
    [],
  )
  expect(queues.find(({ names }) => names.includes('Shipping'))).toMatchObject({
    fifo: true,
    undelivered: true,
  })
  expect(queues.find(({ names }) => names.includes('Uploads'))).toMatchObject({
    fifo: false,
    undelivered: false,
  })
})

test('a function has the routes that invoke it', () => {
  const subscriptions = graph.nodes.find(({ names }) => names.includes('subscriptions'))
  expect(subscriptions?.routes).toEqual([
    'PUT /authors/{id}/subscribers/{subscriber}',
    'DELETE /authors/{id}/subscribers/{subscriber}',
  ])
})

test('tables of one thing are one node', () => {
  expect(graph.nodes.map(({ names }) => names.join(' '))).toContain('Trends CountedEvents Generations')
})
