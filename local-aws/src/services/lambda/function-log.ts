import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { Permission } from '../../identity/permission.ts'
import type { Logs } from '../../ports.ts'
import { type FunctionConfiguration, type LoggingConfiguration, ownGroup } from './function-configuration.ts'
import type { Outcome } from './invocation.ts'

const LEVELS = { DEBUG: 0, INFO: 1, WARN: 2 }

/** The configurations whose lost lines were reported. */
const reported = new WeakSet<FunctionConfiguration>()

/**
 * The log stream of one environment: the output of its function and Lambda's records about invocations. Lambda writes it
 * in the function's role; without permission, the lines are lost.
 */
export class FunctionLog {
  readonly stream: string
  readonly #account: Account
  readonly #logs: Logs
  readonly #config: FunctionConfiguration
  readonly #logging: LoggingConfiguration
  readonly #caller: PrincipalCaller
  readonly #putLogEvents: Permission
  /** Whether the log stream is there. */
  #created = false

  constructor(account: Account, logs: Logs, config: FunctionConfiguration, caller: PrincipalCaller) {
    this.stream = streamName(config, account)
    this.#account = account
    this.#logs = logs
    this.#config = config
    this.#logging = config.logging
    this.#caller = caller
    this.#putLogEvents = { action: 'logs:PutLogEvents', resource: this.#streamArn }
  }

  /** Writes the function's output, one event per text. */
  printed(events: readonly string[]): void {
    if (events.length === 0 || !this.#mayWrite()) return
    const { clock, activity } = this.#account
    const timestamp = clock.now()
    this.#logs.write(
      this.#logging.group,
      this.stream,
      events.map(message => ({ timestamp, message })),
    )
    for (const text of events) activity.report({ kind: 'log', functionName: this.#config.name, text })
  }

  /** `CreateLogGroup` is needed only for a group that is missing. */
  #mayWrite(): boolean {
    if (!this.#created) {
      const { group } = this.#logging
      const create = { action: 'logs:CreateLogStream', resource: this.#streamArn }
      const createGroup = {
        action: 'logs:CreateLogGroup',
        resource: this.#account.arn('logs', `log-group:${group}:log-stream:`),
      }
      this.#created = (this.#logs.hasGroup(group) || this.#may(createGroup)) && this.#may(create)
    }
    return this.#created && this.#may(this.#putLogEvents)
  }

  #may(permission: Permission): boolean {
    const { authorization, activity } = this.#account
    if (authorization.allows(this.#caller, permission)) return true
    if (!reported.has(this.#config)) {
      reported.add(this.#config)
      const text = `Its log lines are lost: ${this.#config.role} is not allowed ${permission.action} on ${permission.resource}.\n`
      activity.report({ kind: 'log', functionName: this.#config.name, text })
    }
    return false
  }

  get #streamArn(): string {
    return this.#account.arn('logs', `log-group:${this.#logging.group}:log-stream:${this.stream}`)
  }

  initStarted(): void {
    const version = `nodejs:${process.versions.node}`
    this.#system('INFO', 'platform.initStart', () => `INIT_START Runtime Version: ${version}\n`, {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: version,
      functionName: this.#config.name,
      functionVersion: this.#config.version,
    })
  }

  started(requestId: string, trace: string | undefined): void {
    const { version } = this.#config
    this.#system('INFO', 'platform.start', () => `START RequestId: ${requestId} Version: ${version}\n`, {
      requestId,
      version,
      ...tracing(trace),
    })
  }

  ended(requestId: string, outcome: Outcome, initDurationMs: number | undefined, trace?: string): void {
    const { problem, status } = outcome
    if (this.#logging.format === 'Text') {
      this.printed([
        `END RequestId: ${requestId}\n`,
        this.#report(requestId, outcome, initDurationMs),
        ...(problem
          ? [`${new Date(this.#account.clock.now()).toISOString()} ${requestId} ${problem}\n`]
          : []),
      ])
      return
    }
    const metrics = this.#metrics(outcome, initDurationMs)
    const seen = { requestId, status, ...(problem && { errorType: errorTypeOf(outcome) }), ...tracing(trace) }
    const { durationMs } = metrics
    this.#system(status === 'success' ? 'DEBUG' : 'WARN', 'platform.runtimeDone', () => '', {
      ...seen,
      metrics: { durationMs },
    })
    this.#system(status === 'success' ? 'INFO' : 'WARN', 'platform.report', () => '', { ...seen, metrics })
  }

  #metrics({ durationMs, maxMemoryUsedMb }: Outcome, initDurationMs: number | undefined) {
    return {
      durationMs: hundredths(durationMs),
      billedDurationMs: Math.ceil(durationMs + (initDurationMs ?? 0)),
      memorySizeMB: this.#config.memorySizeMb,
      maxMemoryUsedMB: maxMemoryUsedMb,
      ...(initDurationMs !== undefined && { initDurationMs: hundredths(initDurationMs) }),
    }
  }

  #report(requestId: string, outcome: Outcome, initDurationMs: number | undefined): string {
    const metrics = this.#metrics(outcome, initDurationMs)
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${metrics.durationMs.toFixed(2)} ms`,
      `Billed Duration: ${metrics.billedDurationMs} ms`,
      `Memory Size: ${metrics.memorySizeMB} MB`,
      `Max Memory Used: ${metrics.maxMemoryUsedMB} MB`,
    ]
    if (initDurationMs !== undefined) parts.push(`Init Duration: ${initDurationMs.toFixed(2)} ms`)
    if (outcome.status === 'timeout') parts.push('Status: timeout')
    if (outcome.status === 'failure') parts.push('Status: error', `Error Type: ${errorTypeOf(outcome)}`)
    return `${parts.join('\t')}\t\n`
  }

  /** Writes one of Lambda's own records, if its level is enabled ("System log level event mapping"). */
  #system(level: keyof typeof LEVELS, type: string, text: () => string, record: object): void {
    if (this.#logging.format === 'Text') {
      this.printed([text()])
      return
    }
    if (LEVELS[level] < LEVELS[this.#logging.systemLevel]) return
    const time = new Date(this.#account.clock.now()).toISOString()
    this.printed([JSON.stringify({ time, type, record })])
  }
}

/**
 * `2026/11/21/[<version>]<32 hexadecimal digits>`, and in another group than the function's own
 * `2026/11/21/<function>[<version>]…` (Lambda developer guide, Configuring CloudWatch log groups).
 */
function streamName({ name, version, logging }: FunctionConfiguration, { clock, random }: Account): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  const prefix = logging.group === ownGroup(name) ? '' : name
  return `${day}/${prefix}[${version}]${random.hex(32)}`
}

function tracing(header: string | undefined): object {
  return header ? { tracing: { type: 'X-Amzn-Trace-Id', value: header } } : {}
}

function errorTypeOf({ payload }: Outcome): string {
  return (JSON.parse(payload) as { errorType: string }).errorType
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100
}
