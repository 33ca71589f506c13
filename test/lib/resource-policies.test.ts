import { inFull } from './permissions.ts'
import { type Located, type Statement, statementsOf } from './resource.ts'
import { ofType, target } from './stage.ts'

/** Of which resource a policy is, by the property that names it; a key has its own. */
const POLICIES: [type: string, of: string][] = [
  ['AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::SNS::TopicPolicy', 'Topics'],
  ['AWS::S3::BucketPolicy', 'Bucket'],
]

const SNS = 'sns may SendMessage for'
const S3 = 's3 may SendMessage for'
const ENCRYPT = 'may Decrypt GenerateDataKey for'
const PURCHASES = 'sns:Messaging-dev-Shop-Purchases.fifo'
const bucket = (name: string) => `s3:messaging-dev-${name}-<AccountId>-<Region>`

/** The services that a queue, topic or key lets in, each for one source; all others let nobody in. */
const LETS_IN: Record<string, string[]> = {
  'Operations/AlarmsKey': [
    `cloudwatch ${ENCRYPT} cloudwatch:alarm:Messaging-dev-*`,
    `sns ${ENCRYPT} sns:Messaging-dev-*`,
  ],
  'Operations/AlarmsTopic': ['cloudwatch may Publish for cloudwatch:alarm:Messaging-dev-*'],
  'Operations/AlarmsRecoveries': ['cloudwatch may Publish for cloudwatch:alarm:Messaging-dev-*'],

  'Mail/Key': [
    `ses ${ENCRYPT} ses:configuration-set/Messaging-dev-Mail`,
    `ses ${ENCRYPT} ses:configuration-set/Messaging-dev-Mail-Marketing`,
    `sns ${ENCRYPT} sns:Messaging-dev-Mail-SendingEvents-Topic`,
  ],
  'Mail/SendingEventsTopic': [
    'ses may Publish for ses:configuration-set/Messaging-dev-Mail',
    'ses may Publish for ses:configuration-set/Messaging-dev-Mail-Marketing',
  ],
  'Mail/FeedbackQueue': [`${SNS} SendingEventsTopic`],
  'Mail/SendingEventsTopicFeedbackUndeliveredQueue': [`${SNS} SendingEventsTopic`],

  'Shop/Key': [`sns ${ENCRYPT} ${PURCHASES}`],
  'Shop/ShippingQueue': [`${SNS} PurchasesTopic`],
  'Shop/PurchasesShippingUndeliveredQueue': [`${SNS} PurchasesTopic`],
  'Shop/HistoryQueue': [`${SNS} PurchasesTopic`],
  'Shop/PurchasesHistoryUndeliveredQueue': [`${SNS} PurchasesTopic`],
  'Shop/ReceiptsQueue': [`${SNS} PurchasesTopic`],
  'Shop/PurchasesReceiptsUndeliveredQueue': [`${SNS} PurchasesTopic`],
  'Shop/ReviewQueue': [`${SNS} PurchasesTopic`],
  'Shop/PurchasesReviewUndeliveredQueue': [`${SNS} PurchasesTopic`],
  'Shop/HistoryRebuildReplayQueue': [`${SNS} PurchasesTopic`],
  'Shop/PurchasesReplayUndeliveredQueue': [`${SNS} PurchasesTopic`],

  'Video/Key': [`s3 ${ENCRYPT} ${bucket('videos')}`],
  'Video/UploadsQueue': [`${S3} ${bucket('videos')}`],
  'Video/EncodedQueue': [`${S3} ${bucket('videos')}`],

  'Clickstream/Key': [
    `s3 ${ENCRYPT} ${bucket('given-up')}`,
    `s3 ${ENCRYPT} ${bucket('untaken')}`,
    `sns ${ENCRYPT} ${PURCHASES}`,
  ],
  'Clickstream/PurchasesQueue': [`${SNS} ${PURCHASES}`],
  'Clickstream/PurchasesUndeliveredQueue': [`${SNS} ${PURCHASES}`],
  'Clickstream/GivenUpQueue': [`${S3} ${bucket('given-up')}`],
  'Clickstream/BasketsUntakenQueue': [`${S3} ${bucket('untaken')}`],
}

test('a policy lets in the services that the table names, each for one source', () => {
  const ofKeys = ofType('AWS::KMS::Key').map(key => letIn(key, key.id))
  const others = POLICIES.flatMap(([type, of]) =>
    ofType(type).map(policy => letIn(policy, [policy.Properties[of]].flat().map(target).join())),
  )
  const all = [...ofKeys, ...others].filter(([, services]) => services.length > 0)
  expect(Object.fromEntries(all)).toEqual(LETS_IN)
  expect(all).toHaveLength(Object.keys(LETS_IN).length)
})

function letIn(policy: Located, id: string): [string, string[]] {
  const statements = statementsOf(policy).filter(({ Effect }) => Effect === 'Allow')
  const services = statements.filter(({ Principal }) => !isAccount(Principal))
  return [`${policy.stack.split('-').at(-1)}/${id}`, services.map(inWords).toSorted()]
}

/** The account itself, whose roles have policies of their own. */
function isAccount(principal: Statement['Principal']): boolean {
  return inFull((principal as { AWS?: unknown }).AWS ?? '').endsWith(':<AccountId>:root')
}

function inWords({ Principal, Action, Condition, Resource }: Statement): string {
  const { ArnEquals, ArnLike, ...others } = Condition ?? {}
  expect(others).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } })
  expect([Resource].flat()).toHaveLength(1)
  const service = String((Principal as { Service: string }).Service).replace('.amazonaws.com', '')
  const actions = [Action].flat().map(action => action.split(':')[1])
  const source = inFull({ ...ArnEquals, ...ArnLike }['aws:SourceArn'])
  return `${service} may ${actions.join(' ')} for ${source.replace(/^arn:<Partition>:(\w+):.*?:.*?:/, '$1:')}`
}

test('every topic refuses what comes without TLS', () => {
  const policies = ofType('AWS::SNS::TopicPolicy')
  for (const topic of ofType('AWS::SNS::Topic')) {
    const own = policies.filter(
      ({ stack, Properties }) =>
        stack === topic.stack && (Properties.Topics as unknown[]).map(target).includes(topic.id),
    )
    expect(own.flatMap(statementsOf)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
  }
})

test('a function may be invoked by API Gateway for its own routes, and by nobody else', () => {
  const permissions = ofType('AWS::Lambda::Permission')
  expect(
    permissions.map(({ stack, Properties: { SourceArn, ...others } }) => ({
      stack,
      ...others,
      source: inFull(SourceArn),
    })),
  ).toEqual(expect.arrayContaining(ofRoutes()))
  // Routes that differ only in their methods share one.
  expect(permissions).toHaveLength(new Set(ofRoutes().map(each => JSON.stringify(each))).size)
})

/** What its routes need, each for any stage and method of its path. */
function ofRoutes() {
  return ofType('AWS::ApiGatewayV2::Route').map(route => {
    const { ApiId, RouteKey, Target } = route.Properties
    const integration = ofType('AWS::ApiGatewayV2::Integration').find(
      ({ id, stack }) => stack === route.stack && inFull(Target) === `integrations/${id}`,
    )
    return {
      stack: route.stack,
      Action: 'lambda:InvokeFunction',
      FunctionName: integration?.Properties.IntegrationUri,
      Principal: 'apigateway.amazonaws.com',
      source: `arn:<Partition>:execute-api:<Region>:<AccountId>:${target(ApiId)}/*/*${String(RouteKey).split(' ')[1]}`,
    }
  })
}
