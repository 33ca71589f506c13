import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import type { Domain } from '../../constructs/domain.ts'
import { DomainFunction } from '../../constructs/domain-function.ts'
import type { DomainTable } from '../../constructs/domain-table.ts'
import type { SignedHttpApi } from '../../constructs/signed-http-api.ts'
import type { UnsubscribeKey } from '../../constructs/unsubscribe-key.ts'

export interface ConsentRoutesProps {
  readonly domain: Domain
  readonly api: SignedHttpApi
  readonly consents: DomainTable
  readonly unsubscribeKey: UnsubscribeKey
}

/** Whether a customer is reminded of baskets: the routes for the shop's backend, and the page behind the link in a mail. */
export class ConsentRoutes extends Construct {
  constructor(scope: Construct, id: string, props: ConsentRoutesProps) {
    super(scope, id)
    this.#addConsent(props)
    this.#addUnsubscribe(props)
  }

  #addConsent({ domain, api, consents }: ConsentRoutesProps): void {
    const reminders = new DomainFunction(this, 'Reminders', {
      domain,
      function: 'clickstream/reminders',
      description: 'Keeps who wants to be reminded of baskets, and where',
      timeout: Duration.seconds(10),
      environment: { CONSENTS_TABLE: consents.tableName },
    })
    consents.grant(reminders, 'PutItem', 'DeleteItem')
    api.route(HttpMethod.PUT, '/reminders/{customerId}', reminders)
    api.route(HttpMethod.DELETE, '/reminders/{customerId}', reminders)
  }

  #addUnsubscribe({ domain, api, consents, unsubscribeKey }: ConsentRoutesProps): void {
    const unsubscribe = new DomainFunction(this, 'Unsubscribe', {
      domain,
      function: 'clickstream/unsubscribe',
      description: 'Ends the reminders of the customer in a link',
      timeout: Duration.seconds(10),
      environment: { CONSENTS_TABLE: consents.tableName, UNSUBSCRIBE_KEY_ID: unsubscribeKey.keyId },
    })
    consents.grant(unsubscribe, 'DeleteItem')
    unsubscribeKey.grantGenerateMac(unsubscribe)
    const open = {
      reason:
        'The token in the link is the authorization: mail programs and their readers have no credentials.',
      // Scanners follow the link in each mail, and about 50 mails per second are sent.
      rateLimit: 100,
      burstLimit: 200,
    }
    api.openRoute(HttpMethod.GET, '/unsubscribe', unsubscribe, open)
    api.openRoute(HttpMethod.POST, '/unsubscribe', unsubscribe, open)
  }
}
