import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  CfnRoute,
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { Alarm } from './alarm.ts'
import { type Domain, logGroupName } from './domain.ts'
import type { DomainFunction } from './domain-function.ts'
import { refuseTakenLogGroup } from './log-group-owner.ts'
import { PathIntegrations } from './path-integrations.ts'
import { refuse } from './refusal.ts'
import { BACKEND_THROTTLE, type RouteThrottle, refuseThrottle } from './route-throttle.ts'

/** "Maximum integration timeout: 30 seconds" (API Gateway, HTTP API quotas). */
const LONGEST_WAIT_SECONDS = 30

export interface SignedHttpApiProps {
  readonly domain: Domain
  /** The limits of each signed route. @default - 1000 requests per second, and 1000 at once */
  readonly throttle?: RouteThrottle
  readonly description: string
}

/** A route that anybody may call, with its own limits. */
export interface OpenRoute extends RouteThrottle {
  /** What replaces the signature, in one sentence. */
  readonly reason: string
}

/**
 * An HTTP API with logs and throttling. All routes need requests signed with IAM credentials (SigV4), except explicitly
 * open ones.
 */
export class SignedHttpApi extends Construct {
  readonly api: HttpApi
  readonly #domain: Domain
  readonly #stage: HttpStage
  readonly #open = new Map<string, RouteThrottle>()
  readonly #integrations = new PathIntegrations()

  constructor(scope: Construct, id: string, props: SignedHttpApiProps) {
    super(scope, id)
    this.#domain = props.domain
    const { throttle = BACKEND_THROTTLE } = props
    refuseThrottle(this, 'Its', throttle)
    refuseTakenLogGroup(this, this.#logGroupName(), 'Add its routes to that API.')
    this.api = new HttpApi(this, 'Api', {
      apiName: `${Stack.of(this).stackName}-${id}`,
      description: props.description,
      defaultAuthorizer: new HttpIamAuthorizer(),
      createDefaultStage: false,
    })
    const logs = new LogGroup(this, 'AccessLogs', {
      logGroupName: this.#logGroupName(),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.#stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    })
    this.#refuseOpenRoutes()
    this.#alarmOnServerErrors()
  }

  /**
   * A route to `GET` answers `HEAD`, too.
   *
   * @param path `/purchases/{id}`
   */
  route(method: HttpMethod, path: string, handler: DomainFunction): void {
    this.#refuseLongAnswers(`${method} ${path}`, handler)
    const integration = this.#integrations.of(handler, path)
    this.api.addRoutes({ path, methods: methodsOf(method), integration })
  }

  /** A route that needs no signature. One to `GET` answers `HEAD`, too. */
  openRoute(method: HttpMethod, path: string, handler: DomainFunction, open: OpenRoute): void {
    refuseThrottle(this, `The route ${method} ${path}'s`, open)
    this.#refuseLongAnswers(`${method} ${path}`, handler)
    const routes = this.api.addRoutes({
      path,
      methods: methodsOf(method),
      integration: this.#integrations.of(handler, path),
      authorizer: new HttpNoneAuthorizer(),
    })
    for (const route of routes) {
      Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: open.reason })
      // If the stage comes first: "Unable to find Route by key … within the provided RouteSettings".
      this.#stage.node.addDependency(route)
    }
    for (const each of methodsOf(method)) this.#open.set(`${each} ${path}`, open)
    this.#throttleOpenRoutes()
  }

  /** Separate limits, so that a flood on an open route does not affect the signed ones. */
  #throttleOpenRoutes(): void {
    const stage = this.#stage.node.defaultChild as CfnStage
    stage.routeSettings = Object.fromEntries(
      Array.from(this.#open, ([routeKey, { rateLimit, burstLimit }]) => [
        routeKey,
        { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
      ]),
    )
  }

  /** Otherwise the client gets 503 while the function continues, and repeats its request. */
  #refuseLongAnswers(route: string, { node, function: { timeout } }: DomainFunction): void {
    const seconds = timeout?.toSeconds() ?? 0
    if (seconds <= LONGEST_WAIT_SECONDS) return
    refuse(
      this,
      `Its route ${route} calls ${node.path}, which may take ${seconds} s: an HTTP API gives up earlier.`,
      `Use a timeout of at most ${LONGEST_WAIT_SECONDS} s, or a queue between the two.`,
    )
  }

  /** A route that was not added by this construct could lack the authorizer. */
  #refuseOpenRoutes(): void {
    this.node.addValidation({
      validate: () =>
        this.api.node
          .findAll()
          .filter(child => child instanceof CfnRoute)
          .filter(route => route.authorizationType !== 'AWS_IAM' && !this.#open.has(route.routeKey))
          .map(
            route =>
              `The route ${route.routeKey} has the authorization ${route.authorizationType ?? 'NONE'}: anybody could ` +
              'call it. Add it with route(), which needs signed requests, or with openRoute(), which needs a reason.',
          ),
    })
  }

  #logGroupName(): string {
    return logGroupName(this.#domain, `${this.#domain.name}/api`)
  }

  #alarmOnServerErrors(): void {
    new Alarm(this, 'ServerErrors', {
      domain: this.#domain,
      name: `${this.#domain.name}-api-server-errors`,
      metric: this.api.metricServerError({ statistic: 'Sum', period: Duration.minutes(1) }),
      threshold: 1,
      // Longer than an outage takes to be told by the alarm that says what is down.
      evaluationPeriods: 10,
      datapointsToAlarm: 5,
      runbook: 'api-errors',
      description:
        `The API of the domain ${this.#domain.name} has answered 5xx in five of the last ten minutes: what clients ` +
        `sent was not accepted, and they were told so. Look in ${this.#logGroupName()} for the route and ` +
        "its integrationError, then in the log group of that route's function. If SNS or DynamoDB refuses: is the " +
        "domain's KMS key enabled?",
    })
  }
}

/**
 * "All general-purpose servers MUST support the methods GET and HEAD" (RFC 9110, section 9.1), and programs that check
 * links ask with `HEAD` first. An HTTP API answers it with 404 where it has no route for it.
 */
function methodsOf(method: HttpMethod): HttpMethod[] {
  return method === HttpMethod.GET ? [HttpMethod.GET, HttpMethod.HEAD] : [method]
}

/** Without addresses and bodies: the caller's ARN identifies the caller. */
const accessLogFields = {
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  integrationLatency: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  error: '$context.error.message',
  caller: '$context.identity.userArn',
}
