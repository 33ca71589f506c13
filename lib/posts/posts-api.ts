import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import type { Domain } from '../constructs/domain.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'
import { SignedHttpApi } from '../constructs/signed-http-api.ts'
import type { UnsubscribeKey } from '../constructs/unsubscribe-key.ts'
import type { FunctionName } from '../packaging/functions.ts'

export interface PostsApiProps {
  readonly domain: Domain
  /** The queue of the fan-out. */
  readonly queue: GuardedQueue
  readonly posts: DomainTable
  readonly subscribers: DomainTable
  readonly unsubscribeKey: UnsubscribeKey
}

/** The API for a blog: publish, withdraw and subscribe; and the pages behind the links in its mails. */
export class PostsApi extends Construct {
  readonly url: string
  readonly #domain: Domain
  readonly #api: SignedHttpApi

  constructor(scope: Construct, id: string, props: PostsApiProps) {
    super(scope, id)
    this.#domain = props.domain
    this.#api = new SignedHttpApi(this, 'Posts', {
      domain: props.domain,
      description: `The blog (stage ${props.domain.stage}): posts and their subscribers`,
    })
    this.url = this.#api.api.apiEndpoint
    this.#addPosts(props)
    this.#addSubscriptions(props)
    this.#addUnsubscribe(props)
  }

  #addPosts({ posts, queue }: PostsApiProps): void {
    const publish = this.#function('Publish', 'posts/publish', 'Takes a post and queues its fan-out', {
      POSTS_TABLE: posts.tableName,
      POSTS_QUEUE_URL: queue.queue.queueUrl,
    })
    posts.grant(publish, 'GetItem', 'PutItem')
    queue.grantSend(publish)
    this.#api.route(HttpMethod.POST, '/posts', publish)

    const withdraw = this.#function('Withdraw', 'posts/withdraw', 'Withdraws a post', {
      POSTS_TABLE: posts.tableName,
    })
    posts.grant(withdraw, 'UpdateItem')
    this.#api.route(HttpMethod.DELETE, '/posts/{id}', withdraw)
  }

  #addSubscriptions({ subscribers }: PostsApiProps): void {
    const subscriptions = this.#function(
      'Subscriptions',
      'posts/subscriptions',
      'Adds and removes subscribers',
      { SUBSCRIBERS_TABLE: subscribers.tableName },
    )
    subscribers.grant(subscriptions, 'PutItem', 'DeleteItem')
    const path = '/authors/{id}/subscribers/{subscriber}'
    this.#api.route(HttpMethod.PUT, path, subscriptions)
    this.#api.route(HttpMethod.DELETE, path, subscriptions)
  }

  #addUnsubscribe({ subscribers, unsubscribeKey }: PostsApiProps): void {
    const unsubscribe = this.#function(
      'Unsubscribe',
      'posts/unsubscribe',
      'Unsubscribes the subscriber in a link',
      {
        SUBSCRIBERS_TABLE: subscribers.tableName,
        UNSUBSCRIBE_KEY_ID: unsubscribeKey.keyId,
      },
    )
    subscribers.grant(unsubscribe, 'GetItem', 'DeleteItem')
    subscribers.grantQuery(unsubscribe, 'by-mailbox')
    unsubscribeKey.grantGenerateMac(unsubscribe)
    const open = {
      reason:
        'The token in the link is the authorization: mail programs and their readers have no credentials.',
      // Scanners follow the link in each mail, and about 50 mails per second are sent.
      rateLimit: 100,
      burstLimit: 200,
    }
    this.#api.openRoute(HttpMethod.GET, '/unsubscribe', unsubscribe, open)
    this.#api.openRoute(HttpMethod.POST, '/unsubscribe', unsubscribe, open)
  }

  #function(
    id: string,
    name: FunctionName,
    description: string,
    environment: Record<string, string>,
  ): DomainFunction {
    const timeout = Duration.seconds(10)
    return new DomainFunction(this, id, {
      domain: this.#domain,
      function: name,
      description,
      timeout,
      environment,
    })
  }
}
