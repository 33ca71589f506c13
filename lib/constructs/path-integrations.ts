import type { HttpRouteIntegrationBindOptions } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { DomainFunction } from './domain-function.ts'

/**
 * The integrations of an API's routes with functions. The CDK's permission to invoke a function is for any method of a
 * path: with one for each route, a path with several methods would have the same permission several times.
 */
export class PathIntegrations {
  /** By the path of the function's construct, and the path of the routes. */
  readonly #permitted = new Set<string>()

  /** The integration of the routes of a path, whose first route brings the permission. */
  of(handler: DomainFunction, path: string): HttpLambdaIntegration {
    const invoked = `${handler.node.path} ${path}`
    const permitted = this.#permitted.has(invoked)
    this.#permitted.add(invoked)
    return new PathIntegration(handler, permitted)
  }
}

class PathIntegration extends HttpLambdaIntegration {
  #permitted: boolean

  /** @param permitted whether another integration has brought the permission */
  constructor(handler: DomainFunction, permitted: boolean) {
    super(handler.service, handler.function)
    this.#permitted = permitted
  }

  /** Called for each of its routes. */
  protected override completeBind(options: HttpRouteIntegrationBindOptions): void {
    if (this.#permitted) return
    this.#permitted = true
    super.completeBind(options)
  }
}
