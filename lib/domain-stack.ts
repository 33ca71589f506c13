import { RemovalPolicy } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import type { AlarmLinks } from './constructs/alarm-links.ts'
import type { AlarmTopics } from './constructs/alarm-topics.ts'
import { Canaries } from './constructs/canaries.ts'
import type { Domain } from './constructs/domain.ts'
import { DomainKey } from './constructs/domain-key.ts'
import { DomainTable } from './constructs/domain-table.ts'
import type { GuardedQueue } from './constructs/guarded-queue.ts'
import { MessagingStack } from './messaging-stack.ts'
import { dashboardOf } from './names/dashboard-name.ts'
import type { FunctionBundles } from './packaging/function-bundles.ts'

export interface DomainStackProps {
  readonly config: Config
  readonly functions: FunctionBundles
  readonly operationsKey: DomainKey
  readonly alarmTopics: AlarmTopics
}

/** The stack of one domain, with the key for all its data except messages that SNS could not deliver. */
export class DomainStack extends MessagingStack implements Domain {
  readonly name: string
  readonly stage: string
  readonly key: DomainKey
  readonly operationsKey: DomainKey
  readonly alarmTopics: AlarmTopics
  readonly alarmLinks: AlarmLinks
  readonly functions: FunctionBundles
  readonly removalPolicy: RemovalPolicy
  readonly #withCanaries: boolean
  #canaries: Canaries | undefined
  #tries: DomainTable | undefined

  /** @param part the domain's name, capitalized: `Shop` */
  constructor(scope: Construct, part: string, props: DomainStackProps, description: string) {
    super(scope, part, props.config, description)
    this.name = part.toLowerCase()
    this.stage = props.config.stage
    this.operationsKey = props.operationsKey
    this.alarmTopics = props.alarmTopics
    this.alarmLinks = { runbooks: props.config.runbooks, dashboard: dashboardOf(props.config, part) }
    this.functions = props.functions
    this.removalPolicy = props.config.removalPolicy
    this.#withCanaries = props.config.canaries
    this.key = new DomainKey(this, 'Key', { domain: this.name, ...props.config })
  }

  /** Created on first use. It is deleted with the stack, like the queues whose messages it is about. */
  get tries(): DomainTable {
    this.#tries ??= new DomainTable(this, 'Tries', {
      domain: this,
      key: 'messageId',
      expiry: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    })
    return this.#tries
  }

  /** Created on first use. */
  get canaries(): Canaries | undefined {
    if (this.#withCanaries) this.#canaries ??= new Canaries(this, 'Canaries', this.stackName)
    return this.#canaries
  }

  /** @param name capitalized, as the queue's id: `Shipping` */
  protected outputQueue(name: string, { queue, deadLetterQueue, consumer }: GuardedQueue): void {
    this.output(`${name}QueueUrl`, queue.queueUrl, `The messages for ${consumer.function}`)
    this.output(
      `${name}DeadLetterQueueUrl`,
      deadLetterQueue.queue.queueUrl,
      `Messages that ${consumer.function} could not process`,
    )
  }
}
