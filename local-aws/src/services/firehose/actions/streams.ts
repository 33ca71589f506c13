import { pageOf } from '../../../api/page.ts'
import type { Actions } from '../../../api/service-api.ts'
import type { CreateInput, DeliveryStreams } from '../delivery-streams.ts'
import { describeStream } from '../stream-description.ts'

const DEFAULT_PAGE_STREAMS = 10

/** The actions on delivery streams: create, describe, list and delete. */
export function streamActions(streams: DeliveryStreams): Actions {
  return {
    CreateDeliveryStream: (input: CreateInput) => ({ DeliveryStreamARN: streams.create(input).arn }),

    DescribeDeliveryStream: ({ DeliveryStreamName }: { DeliveryStreamName: string }) => ({
      DeliveryStreamDescription: describeStream(streams.byName(DeliveryStreamName)),
    }),

    ListDeliveryStreams(input: {
      Limit?: number
      DeliveryStreamType?: string
      ExclusiveStartDeliveryStreamName?: string
    }) {
      const { DeliveryStreamType: type, ExclusiveStartDeliveryStreamName: after = '' } = input
      const rest = streams
        .all()
        .filter(({ name, source }) => name > after && (type ?? source.type) === source.type)
      const { items, next } = pageOf(rest, { limit: input.Limit ?? DEFAULT_PAGE_STREAMS })
      return {
        DeliveryStreamNames: items.map(({ name }) => name),
        HasMoreDeliveryStreams: next !== undefined,
      }
    },

    DeleteDeliveryStream({ DeliveryStreamName }: { DeliveryStreamName: string }): void {
      streams.delete(streams.byName(DeliveryStreamName))
    },
  }
}
