import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import type { Domain } from '../constructs/domain.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import type { GuardedStream } from '../constructs/guarded-stream.ts'
import { SignedHttpApi } from '../constructs/signed-http-api.ts'

/** The index of the trends table that groups all products of a minute. */
export const BY_MINUTE = 'by-minute'

export interface ClickstreamApiProps {
  readonly domain: Domain
  readonly stream: GuardedStream
  readonly trends: DomainTable
  readonly generations: DomainTable
}

/** The API for a shop's backend: it reports what visitors do and reads what is in demand. */
export class ClickstreamApi extends Construct {
  readonly api: SignedHttpApi

  constructor(scope: Construct, id: string, props: ClickstreamApiProps) {
    super(scope, id)
    this.api = new SignedHttpApi(this, 'Clickstream', {
      domain: props.domain,
      description: `The clickstream (stage ${props.domain.stage}): events in, trends out`,
    })
    this.api.route(HttpMethod.POST, '/events', this.#ingest(props))
    const showTrends = this.#showTrends(props)
    this.api.route(HttpMethod.GET, '/trends', showTrends)
    this.api.route(HttpMethod.GET, '/trends/{sku}', showTrends)
  }

  #ingest({ domain, stream }: ClickstreamApiProps): DomainFunction {
    const ingest = new DomainFunction(this, 'Ingest', {
      domain,
      function: 'clickstream/ingest',
      description: 'Puts the events of visitors into the stream, and reports refused ones',
      timeout: Duration.seconds(10),
      environment: { STREAM_NAME: stream.streamName },
    })
    stream.grantWrite(ingest)
    return ingest
  }

  #showTrends({ domain, trends, generations }: ClickstreamApiProps): DomainFunction {
    const showTrends = new DomainFunction(this, 'ShowTrends', {
      domain,
      function: 'clickstream/show-trends',
      description: 'Shows what is in demand, by minute',
      timeout: Duration.seconds(10),
      environment: { TRENDS_TABLE: trends.tableName, GENERATIONS_TABLE: generations.tableName },
    })
    trends.grant(showTrends, 'Query')
    trends.grantQuery(showTrends, BY_MINUTE)
    generations.grant(showTrends, 'GetItem')
    return showTrends
  }
}
