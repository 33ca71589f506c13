import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import type { Domain } from '../constructs/domain.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import { DomainTable } from '../constructs/domain-table.ts'
import type { FanOutTopic } from '../constructs/fan-out-topic.ts'
import { SignedHttpApi } from '../constructs/signed-http-api.ts'

export interface PurchasesApiProps {
  readonly domain: Domain
  readonly topic: FanOutTopic
  /** The read model. */
  readonly purchases: DomainTable
  /** The keys that personal data is sealed with. @default - it is not sealed */
  readonly keys: DomainTable | undefined
}

/** The API for clients of the shop: place a purchase and follow it. */
export class PurchasesApi extends Construct {
  readonly url: string

  constructor(scope: Construct, id: string, props: PurchasesApiProps) {
    super(scope, id)
    const api = new SignedHttpApi(this, 'Purchases', {
      domain: props.domain,
      description: `The shop (stage ${props.domain.stage}): place purchases and follow them`,
    })
    api.route(HttpMethod.POST, '/purchases', this.#buying(props))
    api.route(HttpMethod.GET, '/purchases/{id}', this.#status(props))
    this.url = api.api.apiEndpoint
  }

  #buying({ domain, topic, keys }: PurchasesApiProps): DomainFunction {
    const requests = new DomainTable(this, 'Requests', { domain, key: 'requestKey', expiry: 'expiresAt' })
    const buying = new DomainFunction(this, 'Buying', {
      domain,
      function: 'shop/buying',
      description: 'Accepts a purchase: publishes it and returns its id',
      timeout: Duration.seconds(10),
      environment: {
        PURCHASES_TOPIC_ARN: topic.topic.topicArn,
        REQUESTS_TABLE: requests.tableName,
        ...(keys && { CUSTOMER_KEYS_TABLE: keys.tableName }),
      },
    })
    topic.grantPublish(buying)
    requests.grant(buying, 'GetItem', 'PutItem')
    keys?.grant(buying, 'GetItem', 'PutItem')
    return buying
  }

  #status({ domain, purchases }: PurchasesApiProps): DomainFunction {
    const status = new DomainFunction(this, 'Status', {
      domain,
      function: 'shop/status',
      description: 'Returns the status of a purchase',
      timeout: Duration.seconds(10),
      environment: { PURCHASES_TABLE: purchases.tableName },
    })
    purchases.grant(status, 'BatchGetItem')
    return status
  }
}
