import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import type { Construct } from 'constructs'
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import { FanOutTopic } from '../constructs/fan-out-topic.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { GuardedStream } from '../constructs/guarded-stream.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { SignedHttpApi } from '../constructs/signed-http-api.ts'
import { StreamReader } from '../constructs/stream-reader.ts'

/** What there is to draw of an app or of a stack. */
export interface Parts {
  readonly queues: readonly GuardedQueue[]
  /** Of messages that a function gave up, and of those that SNS could not deliver. */
  readonly deadLetters: readonly DeadLetterQueue[]
  readonly topics: readonly FanOutTopic[]
  readonly streams: readonly GuardedStream[]
  readonly readers: readonly StreamReader[]
  readonly deliveries: readonly CfnDeliveryStream[]
  readonly workers: readonly QueueWorker[]
  readonly functions: readonly DomainFunction[]
  readonly apis: readonly SignedHttpApi[]
}

/** Everything of these kinds below a construct, whoever made it. */
export function partsOf(root: Construct): Parts {
  const all = root.node.findAll()
  return {
    queues: all.filter(each => each instanceof GuardedQueue),
    deadLetters: all.filter(each => each instanceof DeadLetterQueue),
    topics: all.filter(each => each instanceof FanOutTopic),
    streams: all.filter(each => each instanceof GuardedStream),
    readers: all.filter(each => each instanceof StreamReader),
    deliveries: all.filter(each => each instanceof CfnDeliveryStream),
    workers: all.filter(each => each instanceof QueueWorker),
    functions: all.filter(each => each instanceof DomainFunction),
    apis: all.filter(each => each instanceof SignedHttpApi),
  }
}
