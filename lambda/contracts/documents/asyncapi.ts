import { type Channel, channels } from '../channels.ts'
import type { EventContract } from '../cloud-event.ts'
import { sesEvent } from '../ses-feedback.ts'
import { embedded } from './json-schema.ts'

/** An AsyncAPI 3.0 document, as JSON. */
export type AsyncApi = Record<string, unknown>

type Message = Channel['messages'][number]

const PROTOCOLS = { topic: 'sns', queue: 'sqs', stream: 'kinesis', bucket: 's3' } as const

/** The document of all channels, with the functions that send and receive. */
export function asyncApi(): AsyncApi {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Messaging on AWS: messages between functions',
      version: '1',
      description:
        'Made from the contracts by `npm run schemas -- --documents docs`. Messages are CloudEvents 1.0 in JSON, ' +
        'except those of Amazon S3 and Amazon SES. A receiver ignores attributes and members that it does not know.',
      license: { name: 'MIT-0', url: 'https://spdx.org/licenses/MIT-0.html' },
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(Object.values(PROTOCOLS).map(protocol => [protocol, server(protocol)])),
    channels: Object.fromEntries(Object.entries(channels).map(([id, channel]) => [id, channelOf(channel)])),
    operations: Object.fromEntries(
      Object.entries(channels).flatMap(([id, channel]) => operationsOf(id, channel)),
    ),
    components: { messages: messages(), correlationIds: { correlationid } },
  }
}

function server(protocol: string) {
  return {
    host: `${protocol}.{region}.amazonaws.com`,
    protocol,
    variables: { region: { default: 'us-east-1' } },
  }
}

const correlationid = {
  description: 'The business id that the whole chain of messages belongs to.',
  location: '$message.payload#/correlationid',
}

function addressOf({ kind, name }: Pick<Channel, 'kind' | 'name'>): string {
  return kind === 'bucket' ? name : `Messaging-{stage}-${name}`
}

function channelOf(channel: Channel) {
  const { kind, messages } = channel
  const address = addressOf(channel)
  const parameter = kind === 'bucket' ? 'videoId' : 'stage'
  return {
    address,
    parameters: { [parameter]: kind === 'bucket' ? {} : { default: 'dev' } },
    servers: [{ $ref: `#/servers/${PROTOCOLS[kind]}` }],
    messages: Object.fromEntries(
      messages.map(message => [idOf(message), { $ref: `#/components/messages/${idOf(message)}` }]),
    ),
    ...bindingsOf(channel, address),
  }
}

function bindingsOf({ kind }: Channel, name: string) {
  const isFifo = name.endsWith('.fifo')
  if (kind === 'queue') {
    return { bindings: { sqs: { queue: { name, fifoQueue: isFifo }, bindingVersion: '0.2.0' } } }
  }
  if (kind !== 'topic') return {}
  const ordering = { type: isFifo ? 'FIFO' : 'standard', contentBasedDeduplication: false }
  return { bindings: { sns: { name, ordering, bindingVersion: '0.1.0' } } }
}

function operationsOf(id: string, channel: Channel): [string, object][] {
  const { senders = {}, receivers = [], messages, kind } = channel
  const operation = (action: 'send' | 'receive', its: readonly Message[]) => ({
    action,
    channel: { $ref: `#/channels/${id}` },
    messages: its.map(message => ({ $ref: `#/channels/${id}/messages/${idOf(message)}` })),
  })
  return [
    ...Object.entries(senders).map(([sender, sent]): [string, object] => [
      `${nameOf(sender)}.sends-to.${id}`,
      { ...operation('send', sent), ...(kind === 'topic' && { bindings: { sns: deliveries(id) } }) },
    ]),
    ...receivers.map((receiver): [string, object] => [
      `${nameOf(receiver)}.receives-from.${id}`,
      operation('receive', messages),
    ]),
  ]
}

/** The queues that a topic delivers to. */
function deliveries(topic: string) {
  const subscribed = Object.values(channels).filter(({ subscribedTo }) => subscribedTo === topic)
  return {
    consumers: subscribed.map(queue => ({
      protocol: 'sqs',
      endpoint: { name: addressOf(queue) },
      rawMessageDelivery: true,
    })),
    bindingVersion: '0.1.0',
  }
}

/** `shop-buying`, as in logs and traces. */
function nameOf(functionName: string): string {
  return functionName.replace('/', '-')
}

function idOf(message: Message): string {
  if (typeof message !== 'string') return message.type
  return message === 'S3 notification' ? 's3-notification' : 'ses-event'
}

function messages(): Record<string, object> {
  const used = Object.values(channels).flatMap(channel => channel.messages)
  const all = new Map(used.map(message => [idOf(message), message]))
  return Object.fromEntries(
    Array.from(all, ([id, message]) => [
      id,
      typeof message === 'string' ? SERVICES[message] : eventOf(message),
    ]),
  )
}

function eventOf({ type, schema }: EventContract) {
  return {
    name: type,
    title: type,
    contentType: 'application/cloudevents+json',
    correlationId: { $ref: '#/components/correlationIds/correlationid' },
    payload: embedded(schema, 'draft-7'),
  }
}

const SERVICES = {
  'S3 notification': {
    name: 's3-notification',
    title: 'A notification of Amazon S3: an object was created',
    contentType: 'application/json',
    payload: {
      type: 'object',
      required: ['Records'],
      properties: { Records: { type: 'array', minItems: 1 } },
    },
    externalDocs: {
      url: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html',
    },
  },
  'SES event': {
    name: 'ses-event',
    title: 'An event of Amazon SES about a mail',
    contentType: 'application/json',
    payload: embedded(sesEvent, 'draft-7'),
    externalDocs: {
      url: 'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html',
    },
  },
}
