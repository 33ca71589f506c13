import fc from 'fast-check'
import type { OutgoingMessage } from '../../../src/ports.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { MailStore } from '../../../src/services/ses/inbox.ts'
import { Delivery } from '../../../src/services/sns/delivery.ts'
import { invalidParameter } from '../../../src/services/sns/errors.ts'
import { Publishing } from '../../../src/services/sns/publishing.ts'
import { Replays } from '../../../src/services/sns/replays.ts'
import { Subscription } from '../../../src/services/sns/subscription.ts'
import { setSubscriptionAttribute } from '../../../src/services/sns/subscription-attributes.ts'
import { TopicStore } from '../../../src/services/sns/topic-store.ts'
import { NO_FUNCTIONS } from '../../no-functions.ts'
import { Rig } from '../../rig.ts'
import { replay } from './replay-rig.ts'

/*
 * Whatever is published before, during and after a replay: the subscription gets every message from the starting point
 * on once, and each group in its order. A replay with an end, and another one from there, amount to the same.
 */

const SEED = 16
const GROUPS = ['a', 'b', 'c'] as const

type Step =
  | { do: 'publish'; group: string; count: number }
  | { do: 'wait'; milliseconds: number }
  | { do: 'subscribe'; since: number; ends: boolean }

const publish = fc.record({
  do: fc.constant('publish' as const),
  group: fc.constantFrom(...GROUPS),
  count: fc.integer({ min: 1, max: 200 }),
})
const wait = fc.record({
  do: fc.constant('wait' as const),
  milliseconds: fc.constantFrom(1, 50, 100, 700, 1000, 60_000),
})
const subscribe = fc.record({
  do: fc.constant('subscribe' as const),
  since: fc.nat(99),
  ends: fc.boolean(),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: publish },
  { weight: 3, arbitrary: wait },
  { weight: 2, arbitrary: subscribe },
)

interface Subscriber {
  readonly subscription: Subscription
  readonly start: number
  /** The end of its first replay, which another one follows. */
  readonly end: string | undefined
  readonly got: OutgoingMessage[]
}

/** One run: a topic that archives, what is published, and subscriptions whose queues keep what they get. */
class Run {
  readonly #rig = Rig.stepped()
  readonly #clock = this.#rig.clock
  readonly #start = this.#clock.now()
  readonly subscribers: Subscriber[] = []
  readonly published: { text: string; group: string; at: number }[] = []
  readonly #store: TopicStore
  readonly #publishing: Publishing

  constructor() {
    const { account } = this.#rig
    const keys = new Kms(account)
    const queues = { byArn: (arn: string) => this.#queue(arn) }
    const delivery = new Delivery(account, {
      queues,
      functions: NO_FUNCTIONS,
      inbox: new MailStore(account),
    })
    this.#store = new TopicStore(account, new MetricStore(account), new Replays(account, keys, delivery))
    this.#publishing = new Publishing(account, keys, delivery)
    this.#store.create('run.fifo').set('ArchivePolicy', '{"MessageRetentionPeriod":"365"}')
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'wait') await this.#clock.advanceBy({ milliseconds: step.milliseconds })
    else if (step.do === 'publish') for (let count = 0; count < step.count; count++) this.#publish(step.group)
    else this.#subscribe(step)
  }

  /** Lets all replays complete, and those that had an end go on. */
  async finish(): Promise<void> {
    await this.#clock.advanceBy({ seconds: 10 })
    for (const { subscription, end } of this.subscribers) if (end) this.#replay(subscription, end)
    await this.#clock.advanceBy({ seconds: 10 })
  }

  get #topic() {
    return this.#store.topic(this.#store.arnOf('run.fifo'))
  }

  #publish(group: string): void {
    const text = String(this.published.length).padStart(6, '0')
    const message = { Message: text, MessageGroupId: group, MessageDeduplicationId: text }
    this.#publishing.accept(this.#topic, message, { keyArn: undefined, traceHeader: undefined })
    this.published.push({ text, group, at: this.#clock.now() })
  }

  /** Subscribes since a part of the time that has passed, in percent. */
  #subscribe({ since, ends }: { since: number; ends: boolean }): void {
    const now = this.#clock.now()
    const start = this.#start + Math.floor(((now - this.#start) * since) / 100)
    const endpoint = String(this.subscribers.length)
    const made = { topicArn: this.#topic.arn, protocol: 'sqs', endpoint, owner: '', principal: '' } as const
    const subscription = new Subscription({ ...made, arn: `${this.#topic.arn}:${endpoint}` })
    subscription.rawMessageDelivery = true
    const end = ends ? new Date(now).toISOString() : undefined
    this.subscribers.push({ subscription, start, end, got: [] })
    this.#store.addSubscription(subscription)
    this.#replay(subscription, new Date(start).toISOString(), end)
  }

  #replay(subscription: Subscription, from: string, to?: string): void {
    const policy = JSON.stringify(replay(from, to))
    setSubscriptionAttribute(subscription, this.#topic, 'ReplayPolicy', policy, invalidParameter)
    this.#store.startReplay(subscription)
  }

  #queue(arn: string) {
    const send = (message: OutgoingMessage) => {
      this.subscribers[Number(arn)]?.got.push(message)
      return { messageId: 'm' }
    }
    return {
      arn,
      fifo: true,
      visibilityTimeoutSeconds: 30,
      send,
      receive: () => Promise.resolve([]),
      delete: () => undefined,
    }
  }
}

/**
 * @documented SNS Developer Guide, Understanding the EndingPoint: "continue until it catches up to the current time,
 *   including processing any newly published messages"; "to resume a subscription from where a prior replay finished,
 *   set the new StartingPoint to the previously provided EndingPoint"
 */
test('a replay loses nothing, doubles nothing, and keeps the order of each group', () =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async steps => {
      const run = new Run()
      for (const step of steps) await run.take(step)
      await run.finish()
      for (const { subscription, start, got } of run.subscribers) {
        expect(subscription.replay?.status).toBe('Completed')
        for (const group of GROUPS) {
          const due = run.published.filter(message => message.at >= start && message.group === group)
          const bodies = got.filter(({ groupId }) => groupId === group).map(({ body }) => body)
          expect(bodies.join()).toBe(due.map(({ text }) => text).join())
        }
      }
    }),
    { seed: SEED, numRuns: 30 },
  ))
