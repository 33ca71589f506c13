import { randomBytes } from 'node:crypto'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { inParallel } from '../../clients/in-parallel.ts'
import { signedFetch } from '../../clients/signed-request.ts'
import { readDecisions } from '../decisions.ts'
import type { Stage } from './stage.ts'

const AT_ONCE = 4

/** What Lambda does in a function's role for a trace that is kept. */
const TRACING = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']

/**
 * Invokes each function that is not traced so far once more, in a trace that is kept. Lambda keeps one trace a second and 5
 * percent of the others, so that chance would decide whether a function that is invoked seldom uses its grants for X-Ray.
 * Functions that nothing has invoked so far are left alone: that their grants are not used is what the report is for.
 */
export async function traceFunctions({
  connection,
  endpoint,
  pipelines,
}: Pick<Stage, 'connection' | 'endpoint' | 'pipelines'>): Promise<void> {
  const lambda = new LambdaClient(connection)
  const invoke = signedFetch(connection, 'lambda')
  const { grants } = await readDecisions(connection, endpoint)
  const used = new Set(grants.flatMap(({ owner, pairs }) => pairs.map(([action]) => `${owner} ${action}`)))
  const isUsedBy = (role: string) => (action: string) => used.has(`${role} ${action}`)
  await inParallel(pipelines.functions, AT_ONCE, async ({ name: FunctionName }) => {
    const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const uses = isUsedBy(Role.slice(Role.lastIndexOf('/') + 1))
    if (!uses('logs:PutLogEvents') || TRACING.every(uses)) return
    // The functions may well fail: there is nothing in the event.
    const url = `${endpoint}/2015-03-31/functions/${FunctionName}/invocations`
    await invoke('POST', url, { Records: [] }, { 'x-amzn-trace-id': keptTrace() })
  })
  lambda.destroy()
}

/** The header `x-amzn-trace-id` of a trace that is kept: `Root=1-<seconds>-<96 bits>;Parent=<64 bits>;Sampled=1`. */
export function keptTrace(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16)
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=1`
}
