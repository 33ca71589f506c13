import { pageOf } from '../../../api/page.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { ConsumerReference, Consumers } from '../consumers.ts'
import { invalidArgument } from '../errors.ts'
import { readToken, writeToken } from '../page-token.ts'
import type { StreamConsumer } from '../stream-consumer.ts'
import { describeConsumer, seconds } from '../stream-description.ts'
import type { StreamDirectory } from '../stream-directory.ts'

const DEFAULT_PAGE_CONSUMERS = 100

interface ListInput {
  StreamARN: string
  NextToken?: string
  MaxResults?: number
  /** Seconds since the epoch. */
  StreamCreationTimestamp?: number
}

/** The actions on consumers that are registered for enhanced fan-out. */
export function consumerActions(streams: StreamDirectory, consumers: Consumers): Actions {
  const now = () => streams.account.clock.now()
  // Only Kinesis knows the ARN of a consumer that is named by its stream.
  function find(operation: string, input: ConsumerReference, context: RequestContext): StreamConsumer {
    const consumer = consumers.find(input)
    if (input.ConsumerARN === undefined) context.authorize(operation, { ConsumerARN: consumer.arn })
    return consumer
  }

  return {
    RegisterStreamConsumer(input: {
      StreamARN: string
      ConsumerName: string
      Tags?: Record<string, string>
    }) {
      const consumer = consumers.register(input.StreamARN, input.ConsumerName, input.Tags)
      consumer.activateSoon()
      return { Consumer: describeConsumer(consumer) }
    },

    DescribeStreamConsumer(input: ConsumerReference, context: RequestContext) {
      const consumer = find('DescribeStreamConsumer', input, context)
      return { ConsumerDescription: { ...describeConsumer(consumer), StreamARN: consumer.streamArn } }
    },

    ListStreamConsumers(input: ListInput) {
      const stream = streams.byArn(input.StreamARN)
      const created = seconds(stream.createdAt)
      if ((input.StreamCreationTimestamp ?? created) !== created) {
        throw invalidArgument(
          `Stream ${stream.name} was not created at ${input.StreamCreationTimestamp}, but at ${created}.`,
        )
      }
      const after =
        input.NextToken === undefined ? '' : readToken<{ after: string }>(input.NextToken, now()).after
      const rest = [...stream.consumers.values()]
        .filter(({ name }) => name > after)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      const { items, next } = pageOf(rest, { limit: input.MaxResults ?? DEFAULT_PAGE_CONSUMERS })
      return {
        Consumers: items.map(describeConsumer),
        NextToken: next === undefined ? undefined : writeToken({ after: items.at(-1)?.name }, now()),
      }
    },

    DeregisterStreamConsumer(input: ConsumerReference, context: RequestContext): void {
      consumers.deregister(find('DeregisterStreamConsumer', input, context))
    },
  }
}
