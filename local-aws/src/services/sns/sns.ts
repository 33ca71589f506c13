import type { Account } from '../../account.ts'
import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys, Metrics, Topics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { permissionActions } from './actions/permissions.ts'
import { publishActions } from './actions/publishing.ts'
import { subscriptionActions } from './actions/subscriptions.ts'
import { tagActions } from './actions/tags.ts'
import { topicActions } from './actions/topics.ts'
import { archiveGauges } from './archive-metrics.ts'
import { Confirmations, type PendingSubscription } from './confirmations.ts'
import { Delivery, type Subscribers } from './delivery.ts'
import { missingArn } from './errors.ts'
import { INPUTS } from './input-model.ts'
import { LinkPages } from './link-pages.ts'
import { checkMessage } from './message-input.ts'
import { Publishing } from './publishing.ts'
import { Replays } from './replays.ts'
import { subscriptionType } from './resources/subscription.ts'
import { topicType } from './resources/topic.ts'
import { topicInlinePolicyType } from './resources/topic-inline-policy.ts'
import { topicPolicyType } from './resources/topic-policy.ts'
import { TopicStore } from './topic-store.ts'

/** Amazon Simple Notification Service: topics that deliver to queues, functions and the inbox. */
export class Sns implements Topics {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  /** Serves the links in the mails. */
  readonly linkPages: LinkPages
  readonly #store: TopicStore
  readonly #publishing: Publishing
  readonly #confirmations: Confirmations

  constructor(account: Account, subscribers: Subscribers, keys: Keys, metrics: Metrics) {
    const delivery = new Delivery(account, subscribers)
    this.#store = new TopicStore(account, metrics, new Replays(account, keys, delivery))
    metrics.observe('AWS/SNS', () => [...this.#store.topics()].flatMap(archiveGauges))
    account.authorization.setResourcePolicies('sns', {
      policyOf: arn => this.#store.find(arn)?.policy.compiled,
    })
    this.#publishing = new Publishing(account, keys, delivery)
    this.#confirmations = new Confirmations(this.#store, subscribers.inbox)
    this.linkPages = new LinkPages(this.#confirmations)
    this.resourceTypes = [
      topicType(this.#store, this.#confirmations),
      subscriptionType(this.#store, this.#confirmations),
      topicPolicyType(this.#store),
      topicInlinePolicyType(this.#store),
    ]
    this.api = rpcService({
      signingName: 'sns',
      model: INPUTS,
      errors: { missing: missingArn },
      protocols: [queryProtocol({ xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' })],
      actions: {
        ...topicActions(this.#store),
        ...subscriptionActions(this.#store, this.#confirmations),
        ...publishActions(this.#store, this.#publishing),
        ...tagActions(this.#store),
        ...permissionActions(this.#store),
      },
    })
  }

  /** E-mail subscriptions that wait to be confirmed. */
  get pendingSubscriptions(): readonly PendingSubscription[] {
    return this.#confirmations.pending()
  }

  publish(
    topicArn: string,
    { subject, body, traceHeader }: { subject?: string; body: string; traceHeader?: string },
    caller: Caller,
  ): void {
    const topic = this.#store.topic(topicArn)
    const message = { Message: body, Subject: subject }
    checkMessage(message, topic)
    this.#store.account.authorization.check(caller, [{ action: 'sns:Publish', resource: topic.arn }])
    const keyArn = this.#publishing.usableKey(topic, caller)
    this.#publishing.accept(topic, message, { keyArn, traceHeader })
  }
}
