// Not bundled: Lambda's runtime brings the SDK.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'

const sns = new SNSClient()

export async function handler({ Records }) {
  for (const { body } of Records) {
    await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message: body }))
  }
}
