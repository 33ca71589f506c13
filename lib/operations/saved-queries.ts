import { Lazy } from 'aws-cdk-lib'
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { DomainFunction } from '../constructs/domain-function.ts'

/** Times of a hop, `2026-01-02T03:04:05.678Z`, in seconds of their day: Logs Insights reads no other time than its own. */
const TIMES = ['sentAt', 'receivedAt', 'doneAt']
  .map(time => {
    const name = time.replace('At', '')
    return `| parse ${time} /T(?<${name}H>\\d+):(?<${name}M>\\d+):(?<${name}S>[\\d.]+)Z/`
  })
  .join('\n')

const seconds = (name: string) => `(${name}H * 3600 + ${name}M * 60 + ${name}S)`

/** From one time to another, also across midnight. */
const between = (from: string, to: string) => `(86400 + ${seconds(to)} - ${seconds(from)}) % 86400`

/** What somebody asks of the hops in the logs (docs/decisions/trail-in-the-logs.md), by the name of the query. */
export const savedQueries: Readonly<Record<string, string>> = {
  'trail of one purchase, video or post': `filter message = "hop" and correlationId = "put the id here"
| fields receivedAt, service, event, receiveCount, outcome, reason, waitsFor, sentAt, doneAt, messageId
| display receivedAt, service, event, receiveCount, outcome, reason, waitsFor, sentAt, doneAt, messageId
| sort receivedAt asc
| limit 1000`,
  'slowest purchases, videos and posts of the hour': `filter message = "hop" and ispresent(correlationId) and service != "clickstream-remind"
| fields toMillis(@timestamp) as at
| stats (max(at) - min(at)) / 1000 as seconds, count(*) as hops, earliest(service) as began, max(receiveCount) as receives by correlationId
| sort seconds desc
| limit 50`,
  'failures by reason': `filter message = "hop" and outcome in ["retry", "dead-lettered", "failed"] and reason not like /^NotDue/
| parse reason /^(?<kind>\\w+)/
| stats count(*) as times, count_distinct(correlationId) as items, latest(reason) as example by service, outcome, kind
| sort times desc
| limit 100`,
  redeliveries: `filter message = "hop" and receiveCount > 1
| stats count(*) as receives, count_distinct(messageId) as messages, max(receiveCount) as most by service, outcome
| sort receives desc`,
  'waiting against working, by hop': `filter message = "hop"
${TIMES}
| fields ${between('sent', 'received')} as waited, ${between('received', 'done')} as worked
| stats count(*) as hops, pct(waited, 50) as waited50, pct(waited, 99) as waited99, pct(worked, 50) as worked50, pct(worked, 99) as worked99 by service
| sort waited99 desc`,
  "what a customer's group waits for": `filter message = "hop" and group = "put the customer's id here" and outcome = "retry"
| stats count(*) as receives, latest(reason) as why, latest(waitsFor) as dependency, latest(receivedAt) as last by service, correlationId, messageId
| sort last desc
| limit 100`,
  'what became of abandoned baskets': `filter message = "hop" and service = "clickstream-remind"
| parse reason /^(?<kind>\\w+)/
| stats count(*) as times, count_distinct(reminderId) as baskets by outcome, ended, kind
| sort baskets desc`,
}

/** Queries of Logs Insights over the log groups of all functions of the stage, in a folder of their own in the console. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id)
    const logGroupNames = Lazy.list({ produce: () => this.#logGroups() })
    for (const [name, queryString] of Object.entries(savedQueries)) {
      new CfnQueryDefinition(this, name, { name: `Messaging-${stage}/${name}`, queryString, logGroupNames })
    }
  }

  /** By name: the operations stack refers to no other. "You can specify up to 50 log groups" (Logs, StartQuery). */
  #logGroups(): string[] {
    return this.node.root.node
      .findAll()
      .filter(each => each instanceof DomainFunction)
      .map(({ logGroupName }) => logGroupName)
  }
}
