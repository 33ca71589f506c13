import { Duration } from 'aws-cdk-lib'
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { DomainTable } from '../constructs/domain-table.ts'
import { GuardedQueue } from '../constructs/guarded-queue.ts'
import { QueueWorker } from '../constructs/queue-worker.ts'
import { UnsubscribeKey } from '../constructs/unsubscribe-key.ts'
import { DomainStack, type DomainStackProps } from '../domain-stack.ts'
import { PostsApi } from './posts-api.ts'

export interface PostsStackProps extends DomainStackProps {
  /** The mail domain's queue. */
  readonly emails: GuardedQueue
}

/** Publish → queue → fan-out, which requests the mails to one page of subscribers per message, then the next page. */
export class PostsStack extends DomainStack {
  /** FIFO with the post as message group: pages of a post come one after another, those of other posts in parallel. */
  readonly #queue: GuardedQueue
  readonly #posts: DomainTable
  readonly #subscribers: DomainTable

  constructor(scope: Construct, props: PostsStackProps) {
    super(scope, 'Posts', props, 'Messaging: posts and mails to their subscribers')
    this.#posts = new DomainTable(this, 'PublishedPosts', {
      domain: this,
      key: 'postId',
      withoutExpiry:
        'A post is public until it is withdrawn; its id stays, so that a repeated request does not publish it again.',
    })
    this.#subscribers = new DomainTable(this, 'Subscribers', {
      domain: this,
      key: 'authorId',
      sortKey: 'subscriberId',
      withoutExpiry: 'A subscription lasts until its subscriber ends it.',
      indexes: [{ name: 'by-mailbox', key: 'authorId', sortKey: 'mailbox' }],
    })
    this.#queue = new GuardedQueue(this, 'Posts', {
      domain: this,
      fifo: true,
      consumer: { function: 'posts/fan-out', timeout: Duration.minutes(1) },
    })
    const unsubscribeKey = new UnsubscribeKey(this, 'UnsubscribeKey', this)
    const { url } = new PostsApi(this, 'Api', {
      domain: this,
      queue: this.#queue,
      posts: this.#posts,
      subscribers: this.#subscribers,
      unsubscribeKey,
    })
    this.#addFanOut(props, unsubscribeKey, url)
    this.output('PostsApiUrl', url, 'POST /posts and more; requests signed with SigV4 for execute-api')
    this.outputQueue('Posts', this.#queue)
    this.output('PostsTableName', this.#posts.tableName, 'The posts, by their id')
    this.output('SubscribersTableName', this.#subscribers.tableName, 'The subscribers of each author')
  }

  #addFanOut({ config, emails }: PostsStackProps, unsubscribeKey: UnsubscribeKey, url: string): void {
    const fanOut = new QueueWorker(this, 'FanOut', {
      domain: this,
      queue: this.#queue,
      description: 'Requests a mail to each subscriber of a post, page by page',
      environment: {
        POSTS_TABLE: this.#posts.tableName,
        SUBSCRIBERS_TABLE: this.#subscribers.tableName,
        POSTS_QUEUE_URL: this.#queue.queue.queueUrl,
        EMAILS_QUEUE_URL: emails.queue.queueUrl,
        UNSUBSCRIBE_KEY_ID: unsubscribeKey.keyId,
        UNSUBSCRIBE_URL: `${url}/unsubscribe`,
      },
      // A page can take the whole timeout.
      batchSize: 1,
      maxConcurrency: config.consumerConcurrency,
      // The function requests the next page by a message to its own queue. Lambda's recursive loop detection takes that
      // for a runaway and would drop page 17, and with it all later subscribers. This loop is intended and has its
      // own bounds (lambda/posts/page-bounds.ts). In any other function, a loop is a defect, which Lambda stops.
      recursiveLoop: RecursiveLoop.ALLOW,
    })
    this.#posts.grant(fanOut, 'GetItem')
    this.#subscribers.grant(fanOut, 'Query', 'UpdateItem')
    this.#queue.grantSend(fanOut)
    emails.grantSend(fanOut)
    unsubscribeKey.grantGenerateMac(fanOut)
  }
}
