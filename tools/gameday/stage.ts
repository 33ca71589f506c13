import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation'
import type { Connection } from '../clients/connection.ts'
import { MissingStageError } from '../clients/missing-stage.ts'

/** A dead-letter queue, or a queue of undelivered messages. */
export interface SafetyQueue {
  /** `ShippingDeadLetter`, or `ShippingUndelivered`. */
  name: string
  queueUrl: string
}

/** The resources of a stage that the experiment needs, from the outputs of its stacks. */
export interface Stage {
  shopApiUrl: string
  purchasesTopicArn: string
  videoApiUrl: string
  /** For messages that functions could not process. */
  deadLetterQueues: SafetyQueue[]
  /** For messages that SNS could not deliver. */
  undeliveredQueues: SafetyQueue[]
}

/** @throws MissingStageError */
export async function findStage(connection: Connection, stage: string): Promise<Stage> {
  const outputs = await outputsOf(connection, stage)
  const value = (stack: string, key: string) => {
    const found = outputs.find(output => output.stack === `Messaging-${stage}-${stack}` && output.key === key)
    if (found) return found.value
    throw new MissingStageError(
      `There is no stack Messaging-${stage}-${stack} with the output ${key}: deploy it with ` +
        `npx cdk deploy --all -c stage=${stage}.`,
    )
  }
  const queues = (suffix: string) =>
    outputs.flatMap(({ key, value }) =>
      key.endsWith(`${suffix}QueueUrl`) ? [{ name: key.slice(0, -'QueueUrl'.length), queueUrl: value }] : [],
    )
  return {
    shopApiUrl: value('Shop', 'ShopApiUrl'),
    purchasesTopicArn: value('Shop', 'PurchasesTopicArn'),
    videoApiUrl: value('Video', 'VideoApiUrl'),
    deadLetterQueues: queues('DeadLetter'),
    undeliveredQueues: queues('Undelivered'),
  }
}

interface Output {
  stack: string
  key: string
  value: string
}

async function outputsOf(connection: Connection, stage: string): Promise<Output[]> {
  const client = new CloudFormationClient(connection)
  const outputs: Output[] = []
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName: stack = '', Outputs = [] } of Stacks) {
      if (!stack.startsWith(`Messaging-${stage}-`)) continue
      for (const { OutputKey: key = '', OutputValue: value = '' } of Outputs)
        outputs.push({ stack, key, value })
    }
  }
  return outputs
}
