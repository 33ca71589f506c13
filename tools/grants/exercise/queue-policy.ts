import { GetQueueAttributesCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'

/** Adds a statement that denies sending to a queue. @returns takes it away again */
export async function closeQueue(
  sqs: SQSClient,
  QueueUrl: string,
  arn: string,
): Promise<() => Promise<void>> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
  )
  const before = Attributes?.Policy ?? ''
  const { Statement = [], ...rest } = before ? JSON.parse(before) : { Version: '2012-10-17' }
  const denial = { Sid: 'Closed', Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: arn }
  const set = (Policy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  await set(JSON.stringify({ ...rest, Statement: [...[Statement].flat(), denial] }))
  return async () => {
    await set(before)
  }
}
