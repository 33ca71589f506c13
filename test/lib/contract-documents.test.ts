import { channels } from '../../lambda/contracts/channels.ts'
import { openApi } from '../../lambda/contracts/documents/openapi.ts'
import { apis } from '../../lambda/contracts/routes.ts'
import type { Located } from './resource.ts'
import { functionOf, functions, grantsOf, ofType, pointedTo, queues, serviceOf, topicOf } from './stage.ts'
import { letsThrough, type TypeFilter } from './subscription-filter.ts'

/** An experiment, which clients do not call. */
const EXPERIMENT = 'Messaging-dev-SynchronousVideo'

const listed = Object.entries(channels)
const stackOf = (name: string) => `Messaging-dev-${name[0]?.toUpperCase()}${name.slice(1)}`

describe('the OpenAPI documents', () => {
  test.each(apis)('have the routes of $name, and say which are open', api => {
    const { paths } = openApi(api) as { paths: Record<string, Record<string, { security: object[] }>> }
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { security }]) =>
          `${method.toUpperCase()} ${path} ${security.length > 0 ? 'AWS_IAM' : 'NONE'}`,
      ),
    )
    const routes = ofType('AWS::ApiGatewayV2::Route')
      .filter(({ stack }) => stack === stackOf(api.name))
      .map(({ Properties: { RouteKey, AuthorizationType } }) => `${RouteKey} ${AuthorizationType}`)
    expect(documented.toSorted()).toEqual(routes.toSorted())
  })

  test('are one for each API', () => {
    const stacks = new Set(ofType('AWS::ApiGatewayV2::Route').map(({ stack }) => stack))
    expect([...apis.map(({ name }) => stackOf(name)), EXPERIMENT].toSorted()).toEqual([...stacks].toSorted())
  })
})

/** What receives what was not delivered or given up. */
const SAFETY = /-(DeadLetters|Undelivered)(\.fifo)?$/

function namesOf(kind: string): string[] {
  return listed
    .flatMap(([, channel]) => (channel.kind === kind ? `Messaging-dev-${channel.name}` : []))
    .toSorted()
}

function idOf(resource: Located): string {
  const { QueueName, TopicName, Name } = resource.Properties
  const name = String(QueueName ?? TopicName ?? Name).replace(/^Messaging-dev-/, '')
  return listed.find(([, channel]) => channel.name === name)?.[0] ?? name
}

describe('the channels of the AsyncAPI document', () => {
  test.each([
    ['topics', 'topic', 'AWS::SNS::Topic', 'TopicName'],
    ['queues', 'queue', 'AWS::SQS::Queue', 'QueueName'],
    ['streams', 'stream', 'AWS::Kinesis::Stream', 'Name'],
  ])('are the %s of the stacks, without those of alarms and of what failed', (_, kind, type, property) => {
    const names = ofType(type)
      .filter(({ stack }) => !stack.endsWith('-Operations'))
      .map(({ Properties }) => String(Properties[property]))
      .filter(name => !SAFETY.test(name))
    expect(namesOf(kind)).toEqual(names.toSorted())
  })

  test('are received from by the functions that the stacks invoke', () => {
    const sources = ofType('AWS::Lambda::EventSourceMapping').map(mapping => {
      const source = [...queues, ...ofType('AWS::Kinesis::Stream')]
      const from = pointedTo(source, mapping, 'EventSourceArn') as Located
      return `${idOf(from)} ${serviceOf(pointedTo(functions, mapping, 'FunctionName') as Located)}`
    })
    const receivers = listed.flatMap(([id, { kind, receivers = [] }]) =>
      kind === 'bucket' ? [] : receivers.map(receiver => `${id} ${receiver.replace('/', '-')}`),
    )
    expect(receivers.toSorted()).toEqual(sources.toSorted())
  })

  test('are subscribed as the stacks subscribe them, with the messages that the filters let through', () => {
    const subscribed = ofType('AWS::SNS::Subscription')
      .filter(({ Properties }) => Properties.Protocol === 'sqs')
      .map(subscription => {
        const topic = topicOf(subscription) as Located
        const { FilterPolicy } = subscription.Properties as { FilterPolicy?: TypeFilter }
        const types = typesOf(idOf(topic)).filter(type => letsThrough(FilterPolicy, type))
        const queue = pointedTo(queues, subscription, 'Endpoint') as Located
        return { queue: idOf(queue), topic: idOf(topic), types }
      })
    const documented = listed.flatMap(([queue, { subscribedTo }]) =>
      subscribedTo === undefined ? [] : { queue, topic: subscribedTo, types: typesOf(queue) },
    )
    expect(documented.toSorted(byQueue)).toEqual(subscribed.toSorted(byQueue))
  })

  test('are sent to by the functions that may send', () => {
    const may = functions.flatMap(one => {
      const service = serviceOf(one)
      const { stack } = functionOf(service)
      return [
        ...grantsOf(service, 'sqs').flatMap(grant => granted(grant, 'SendMessage', stack)),
        ...grantsOf(service, 'sns').flatMap(grant => granted(grant, 'Publish', stack)),
        ...grantsOf(service, 'kinesis').flatMap(grant => granted(grant, 'PutRecords', stack)),
      ].map(id => `${service} ${id}`)
    })
    const senders = listed.flatMap(([id, { kind, senders = {} }]) =>
      kind === 'bucket' ? [] : Object.keys(senders).map(sender => `${sender.replace('/', '-')} ${id}`),
    )
    expect(senders.toSorted()).toEqual([...new Set(may)].toSorted())
  })
})

function byQueue(a: { queue: string }, b: { queue: string }): number {
  return a.queue.localeCompare(b.queue)
}

function typesOf(id: string): string[] {
  return (channels[id]?.messages ?? []).map(message => (typeof message === 'string' ? message : message.type))
}

/** The channels, by id, that a grant of an action is for; a dead-letter queue is none. */
function granted(grant: string, action: string, stack: string): string[] {
  const [granted, resource = ''] = grant.split(' ')
  if (granted !== action) return []
  const sources = [...queues, ...ofType('AWS::SNS::Topic'), ...ofType('AWS::Kinesis::Stream')]
  const local = sources.find(one => one.stack === stack && one.id === resource)
  const found = local ?? sources.find(one => resource.includes(`${one.id}`) && resource.startsWith(one.stack))
  if (!found) throw new Error(`No queue, topic or stream is behind the grant ${grant} in ${stack}.`)
  const id = idOf(found)
  return id in channels ? [id] : []
}
