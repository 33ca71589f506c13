import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type Pipelines, readPipelines } from '../clients/pipelines/pipelines.ts'
import { messagesIn } from '../clients/pipelines/queues.ts'
import { type StackOutputs, stackOutputs } from '../clients/stack-outputs.ts'
import type { Target } from '../clients/target.ts'
import { batchWithout, isAbout, linesWithout } from './events.ts'
import { LakeLifetime } from './lake-lifetime.ts'
import { Mention } from './mention.ts'
import { ObjectStore, type ObjectStoreProps } from './object-store.ts'
import type { Person } from './person.ts'
import { QueueStore } from './queue-store.ts'
import type { Store } from './store.ts'
import { tables } from './tables.ts'
import { videos } from './videos.ts'

/** Where Lambda puts the batches of a stream that it gives up. */
const GIVEN_UP = 'aws/lambda/'
const EVENTS = 'events/'

/** All stores of a stage with something of a person. */
export interface Stores {
  /** In the order in which they are emptied: first what would make new messages, then the messages, then the rest. */
  readonly all: readonly Store[]
  readonly queues: readonly QueueStore[]
  /** The queue whose messages are hidden until they are due, which a remainder tells; undefined in a stage without it. */
  readonly remindersUrl: string | undefined
  readonly dynamoDb: DynamoDBClient
  readonly shop: StackOutputs
  readonly video: StackOutputs
}

/** @throws MissingStageError */
export async function storesOf(
  { connection, stage }: Target,
  person: Person,
  signal: AbortSignal,
): Promise<Stores> {
  const pipelines = await readPipelines(connection, stage)
  const outputs = (part: string) => stackOutputs(connection, `Messaging-${stage}-${part}`)
  const [shop, mail, posts, video] = (await Promise.all(['Shop', 'Mail', 'Posts', 'Video'].map(outputs))) as [
    StackOutputs,
    StackOutputs,
    StackOutputs,
    StackOutputs,
  ]
  const clickstream = hasClickstream(pipelines) ? await outputs('Clickstream') : undefined
  const mention = new Mention(person)
  const [dynamoDb, sqs, s3] = [
    new DynamoDBClient(connection),
    new SQSClient(connection),
    new S3Client(connection),
  ]
  const [sources, others] = split(tables(dynamoDb, { shop, mail, posts, clickstream }, person, signal))
  const queues = pipelines.queues
    .filter(({ depth }) => messagesIn(depth) > 0)
    .map(queue => new QueueStore(sqs, queue, mention, signal))
  const objects = clickstream ? await objectStores(s3, clickstream, { person, mention, signal }) : []
  const files = videos({ dynamoDb, s3 }, video, person, signal)
  return {
    all: [...sources, ...queues, ...others, files, ...objects],
    queues,
    remindersUrl: clickstream?.('RemindersQueueUrl'),
    dynamoDb,
    shop,
    video,
  }
}

/** Keys open messages, and subscriptions and consents make mails: they end before the queues are emptied. */
function split<Named extends Store>(tables: readonly Named[]): [Named[], Named[]] {
  const isSource = ({ name }: Named) => /^(keys|consents|subscriptions)/.test(name)
  return [tables.filter(isSource), tables.filter(table => !isSource(table))]
}

function hasClickstream({ functions }: Pipelines): boolean {
  return functions.some(({ service }) => service.startsWith('clickstream-'))
}

async function objectStores(
  client: S3Client,
  outputs: StackOutputs,
  { person, mention, signal }: { person: Person; mention: Mention; signal: AbortSignal },
): Promise<ObjectStore[]> {
  const lake = outputs('LakeBucketName')
  const lifetime = await LakeLifetime.of(client, lake, EVENTS)
  const batches = (bytes: Uint8Array) => batchWithout(bytes, person, mention)
  const deleted = (bytes: Uint8Array) => (isAbout(bytes, mention) ? 'nothing' : undefined)
  const found: ObjectStoreProps[] = [
    { name: 'batches not counted', bucket: outputs('GivenUpBucketName'), prefix: GIVEN_UP, without: batches },
    {
      name: 'batches not in baskets',
      bucket: outputs('BasketsGivenUpBucketName'),
      prefix: GIVEN_UP,
      without: batches,
    },
    { name: 'results of queries', bucket: lake, prefix: 'results/', without: deleted },
    { name: 'what Firehose could not process', bucket: lake, prefix: 'failed/', without: deleted },
    {
      name: 'the lake',
      bucket: lake,
      prefix: EVENTS,
      without: bytes => linesWithout(bytes, person, mention),
      tagging: key => lifetime.taggingOf(key, Date.now()),
    },
  ]
  return found.map(props => new ObjectStore(client, props, signal))
}
