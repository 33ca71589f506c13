import type { Account } from '../account.ts'
import { athenaResources } from './resources/athena-resources.ts'
import { cloudFormationResources } from './resources/cloudformation-resources.ts'
import { cloudWatchResources } from './resources/cloudwatch-resources.ts'
import { codeDeployResources } from './resources/codedeploy-resources.ts'
import { dynamoDbResources } from './resources/dynamodb-resources.ts'
import { type FindResources, type Input, KNOWN_LATER, text } from './resources/find-resources.ts'
import { glueResources } from './resources/glue-resources.ts'
import { iamResources } from './resources/iam-resources.ts'
import { kinesisResources } from './resources/kinesis-resources.ts'
import { lambdaResources } from './resources/lambda-resources.ts'
import { logsResources } from './resources/logs-resources.ts'
import { sesResources } from './resources/ses-resources.ts'
import { snsResources } from './resources/sns-resources.ts'
import { xrayResources } from './resources/xray-resources.ts'

/** The resources in a request, by signing name; values that are not text are ignored. */
const RESOURCES: Readonly<Record<string, FindResources>> = {
  athena: athenaResources,
  cloudformation: cloudFormationResources,
  codedeploy: codeDeployResources,
  dynamodb: dynamoDbResources,
  firehose: ({ DeliveryStreamName }, account) => {
    const name = text(DeliveryStreamName)
    return [name && account.arn('firehose', `deliverystream/${name}`)]
  },
  glue: glueResources,
  iam: iamResources,
  kinesis: kinesisResources,
  lambda: lambdaResources,
  logs: logsResources,
  monitoring: cloudWatchResources,
  s3: ({ bucket, key }) => [bucket && `arn:aws:s3:::${bucket}${key ? `/${key}` : ''}`].map(text),
  ses: sesResources,
  sns: snsResources,
  sqs: ({ QueueUrl, QueueName, SourceArn, TaskHandle }, account) => {
    // The handle of a task names its queue; the operation reads it.
    if (TaskHandle !== undefined) return KNOWN_LATER
    const url = text(QueueUrl)
    const name = url === undefined ? text(QueueName) : url.slice(url.lastIndexOf('/') + 1)
    return [name === undefined ? text(SourceArn) : account.arn('sqs', name)]
  },
  sts: ({ RoleArn }) => [text(RoleArn)],
  xray: xrayResources,
}

/**
 * The ARNs of the resources in a request, from the names in its input; `['*']` if none is known, and none at all if the
 * operation itself authorizes them.
 *
 * @param service the signing name
 * @param operation the name in the API reference
 */
export function requestResources(
  account: Account,
  service: string,
  operation: string,
  input: unknown,
): readonly string[] {
  const find = Object.hasOwn(RESOURCES, service) ? RESOURCES[service] : undefined
  const named =
    find && typeof input === 'object' && input !== null ? find(input as Input, account, operation) : []
  if (named === KNOWN_LATER) return KNOWN_LATER
  const known = named.filter(arn => arn !== undefined)
  return known.length === 0 ? ['*'] : known
}
