import type { Account } from '../../account.ts'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { SignatureVerifier } from '../../identity/signature.ts'
import type { Functions, Logs, Metrics } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { Gateway } from './gateway.ts'
import type { HttpApi } from './http-api.ts'
import { apiType } from './resources/api.ts'
import { integrationType } from './resources/integration.ts'
import { routeType } from './resources/route.ts'
import { stageType } from './resources/stage.ts'

/** Amazon API Gateway, for HTTP APIs with Lambda behind their routes. */
export class HttpApis {
  /** Where the APIs are served; signatures are verified over the whole path that the client asked for. */
  readonly paths: PathHandler
  readonly resourceTypes: readonly ResourceType[]

  constructor(
    account: Account,
    credentials: CredentialStore,
    functions: Functions,
    logs: Logs,
    metrics: Metrics,
  ) {
    const apis = new Map<string, HttpApi>()
    const signatures = new SignatureVerifier(account, credentials)
    const gateway = new Gateway(account, apis, signatures, functions, logs, metrics)
    this.paths = gateway
    this.resourceTypes = [
      apiType(account, apis, gateway.prefix),
      integrationType(account, apis),
      routeType(account, apis),
      stageType(account, apis),
    ]
  }
}
