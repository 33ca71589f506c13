import { NotFoundException, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import * as z from 'zod/mini'
import { ARCHIVE_DAYS } from '../contracts/archive-days.ts'
import type { CustomResource } from '../runtime/custom-resource.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { unavailableIn } from '../runtime/unavailable.ts'

const sns = sdkClient(SNSClient)

const [FEWEST_DAYS, MOST_DAYS] = ARCHIVE_DAYS

const properties = z.object({
  TopicArn: z
    .string()
    .check(z.regex(/^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]+\.fifo$/, 'is no ARN of a FIFO topic')),
  RetentionDays: z
    .string()
    .check(
      z.refine(
        days => /^\d+$/.test(days) && Number(days) >= FEWEST_DAYS && Number(days) <= MOST_DAYS,
        `must be ${FEWEST_DAYS} to ${MOST_DAYS} days`,
      ),
    ),
})

/** Resolves after `ms` milliseconds. */
export type Wait = (ms: number) => Promise<unknown>

/**
 * The pauses between two tries, about half a minute in all: SNS throttles changes of topics, and a policy that was just
 * attached to the role takes a few seconds to apply.
 */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000]

/** The archive of a topic, which is its `ArchivePolicy`. Without the policy, SNS deletes what it archived. */
export function topicArchive(wait: Wait): CustomResource<z.infer<typeof properties>> {
  return {
    properties,
    idOf: ({ TopicArn }) => TopicArn,
    put: ({ TopicArn, RetentionDays }) =>
      setPolicy(TopicArn, { MessageRetentionPeriod: RetentionDays }, wait),
    async remove({ TopicArn }) {
      try {
        await setPolicy(TopicArn, {}, wait)
      } catch (error) {
        if (!(error instanceof NotFoundException)) throw error
      }
    },
  }
}

async function setPolicy(TopicArn: string, policy: object, wait: Wait): Promise<void> {
  const command = new SetTopicAttributesCommand({
    TopicArn,
    AttributeName: 'ArchivePolicy',
    AttributeValue: JSON.stringify(policy),
  })
  for (const pause of PAUSES_MS) {
    try {
      return void (await sns.send(command))
    } catch (error) {
      if (error instanceof NotFoundException || !unavailableIn(error)) throw error
      await wait(pause)
    }
  }
  await sns.send(command)
}
