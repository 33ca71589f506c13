/*
 * What runs a function's code in its own process: a client of the Lambda Runtime API.
 *
 * It behaves as the Node.js runtime of Lambda does (aws/aws-lambda-nodejs-runtime-interface-client), with two
 * differences: the process is not frozen between invocations, and its sense of time is that of the local AWS
 * (see `agreeOnTime`). It shares no code with the rest of this package, because it is not part of its process.
 */
import { existsSync, realpathSync, writeSync } from 'node:fs'
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { limitWrites } from './disk-quota.mjs'
import { ignorePackagesAbove } from './module-kind.mjs'
import { resolveAsLambdaDoes } from './module-resolution.mjs'
import { RuntimeClient } from './runtime-client.mjs'

const env = process.env
const [clockAtStart, pace, temporaryStorageBytes] = process.argv.slice(2, 5).map(Number)
const [sdkRoot, compileCache] = process.argv.slice(5)

// --- Time ------------------------------------------------------------------------------------------------

const elapsedMs = () => Number(process.hrtime.bigint()) / 1e6
let clockNow = clockAtStart
let clockRead = elapsedMs()

/** The local AWS says what time it is with each invocation. */
function readClock(now) {
  clockNow = now
  clockRead = elapsedMs()
}

/**
 * On a clock that is not the machine's own, `Date` tells the time of the local AWS: what it was when the
 * invocation began, going on at the clock's pace. Timers and `performance` keep the pace of real work.
 */
function agreeOnTime() {
  const now = () => Math.floor(clockNow + (elapsedMs() - clockRead) * pace)
  const RealDate = Date
  const LocalDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  })
  RealDate.prototype.constructor = LocalDate
  globalThis.Date = LocalDate
}

// --- Logging ---------------------------------------------------------------------------------------------

const LOG_PIPE = 3
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const json = env.AWS_LAMBDA_LOG_FORMAT === 'JSON'
let requestId

/** One log event, however many lines it has: its length in bytes (32 bits, big-endian), then its text. */
function emit(text) {
  const content = Buffer.from(text)
  const frame = Buffer.allocUnsafe(4 + content.length)
  frame.writeUInt32BE(content.length)
  content.copy(frame, 4)
  for (let written = 0; written < frame.length; ) written += writeSync(LOG_PIPE, frame, written)
}

const describe = error => ({
  errorType: error?.constructor?.name ?? 'UnknownError',
  errorMessage: error.message,
  stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
})

function structured(timestamp, level, values) {
  const record = { timestamp, level, requestId }
  if (values.length === 1) {
    const withErrors = (_, value) => (value instanceof Error ? { ...describe(value), ...value } : value)
    try {
      return JSON.stringify({ ...record, message: values[0] }, withErrors)
    } catch {
      return JSON.stringify({ ...record, message: format(values[0]) })
    }
  }
  const error = values.find(value => value instanceof Error)
  return JSON.stringify({ ...record, message: format(...values), ...(error && describe(error)) })
}

function log(level, values) {
  const timestamp = new Date().toISOString()
  emit(
    json
      ? structured(timestamp, level, values)
      : `${timestamp}\t${requestId}\t${level}\t${format(...values)}\n`,
  )
}

function patchConsole() {
  const lowest = LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? 'TRACE')
  const methods = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' }
  for (const [method, level] of Object.entries(methods)) {
    console[method] = LEVELS.indexOf(level) < lowest ? () => {} : (...values) => log(level, values)
  }
  console.fatal = (...values) => log('FATAL', values)
}

// --- Runtime API -----------------------------------------------------------------------------------------

const runtime = new RuntimeClient(env.AWS_LAMBDA_RUNTIME_API)

/** The local AWS holds the other end of stdin, which ends however that process does; what the function started goes too. */
function endWithTheLocalAws() {
  process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL')).resume()
  process.stdin.unref()
}

const trailer = () => ({ 'lambda-runtime-max-rss-kb': process.resourceUsage().maxRSS })

function errorDocument(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  }
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  }
}

/** Logs an error, and gives the call that reports it. */
function failure(path, label, error) {
  const document = errorDocument(error)
  const { trace, ...rest } = document
  const logged = { ...rest, ...(error?.code && { code: error.code }), stack: trace }
  const level = label === 'Invoke Error' ? 'ERROR' : 'FATAL'
  log(level, json ? [logged] : [`${label} \t${JSON.stringify(logged)}`])
  const headers = { ...trailer(), 'lambda-runtime-function-error-type': document.errorType }
  return ['POST', path, JSON.stringify(document), headers]
}

// --- The function ----------------------------------------------------------------------------------------

function runtimeError(name, message, stack) {
  const error = new Error(message)
  error.name = name
  if (stack) error.stack = stack
  return error
}

/** Lambda looks for `.js`, `.mjs` and `.cjs` in this order. */
async function importModule(path, kindOf) {
  const file = ['.js', '.mjs', '.cjs'].map(extension => path + extension).find(existsSync)
  if (!file) {
    throw runtimeError('Runtime.ImportModuleError', `Error: Cannot find module '${path}'`)
  }
  // Imported, a CommonJS module shows only those of its exports that Node sees without running it.
  const isCommonJs = file.endsWith('.cjs') || kindOf(realpathSync(file)) === 'commonjs'
  if (isCommonJs) return createRequire(import.meta.url)(file)
  return import(pathToFileURL(file).href)
}

async function loadHandler(kindOf) {
  const match = /^(.*?)\.([^/]+)$/.exec(env._HANDLER)
  if (!match) throw runtimeError('Runtime.MalformedHandlerName', `Bad handler ${env._HANDLER}`)
  const [, moduleName, property] = match
  let module
  try {
    module = await importModule(resolve(env.LAMBDA_TASK_ROOT, moduleName), kindOf)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw runtimeError('Runtime.UserCodeSyntaxError', String(error), error.stack)
    }
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw runtimeError('Runtime.ImportModuleError', String(error), error.stack)
    }
    throw error
  }
  const find = from => property.split('.').reduce((value, name) => value?.[name], from)
  const handler = find(module) ?? find(module.default)
  if (typeof handler !== 'function') {
    throw runtimeError('Runtime.HandlerNotFound', `${env._HANDLER} is undefined or not exported`)
  }
  if (handler.length > 2) {
    throw runtimeError(
      'Runtime.CallbackHandlerDeprecated',
      'A handler with a callback is not supported as of nodejs24.x: return a promise.',
    )
  }
  return handler
}

function contextOf(headers) {
  const started = elapsedMs()
  const budgetMs = Number(headers['lambda-runtime-deadline-ms']) - Number(headers['lambda-runtime-clock-ms'])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(budgetMs - (elapsedMs() - started))),
  }
}

/** Runs the handler once, and gives the call that answers. */
async function run(handler, { headers, body }) {
  requestId = headers['lambda-runtime-aws-request-id']
  readClock(Number(headers['lambda-runtime-clock-ms']))
  const trace = headers['lambda-runtime-trace-id']
  if (trace) env._X_AMZN_TRACE_ID = trace
  else delete env._X_AMZN_TRACE_ID

  const path = `/invocation/${requestId}`
  try {
    const result = await handler(JSON.parse(body), contextOf(headers))
    return ['POST', `${path}/response`, textOf(result), trailer()]
  } catch (error) {
    return failure(`${path}/error`, 'Invoke Error', error)
  }
}

function textOf(result) {
  try {
    const text = JSON.stringify(result ?? null)
    if (text !== undefined) return text
  } catch {
    // A cycle or a BigInt.
  }
  throw runtimeError('Runtime.JSONStringifyError', 'Unable to stringify response body')
}

/** What no one caught ends the process, as in Lambda; on a connection of its own, for none waits there. */
function watchForFatalErrors() {
  const end = async (error, exitCode) => {
    try {
      const path = requestId ? `/invocation/${requestId}/error` : '/init/error'
      await new RuntimeClient(env.AWS_LAMBDA_RUNTIME_API).call(...failure(path, 'Uncaught Exception', error))
    } catch ({ code }) {
      // There is no local AWS any more to tell, nor to end what the function has started.
      if (code === 'EPIPE') process.kill(-process.pid, 'SIGKILL')
    } finally {
      // In any case: a failure here would come here again, without end.
      process.exit(exitCode)
    }
  }
  process.on('uncaughtException', error => end(error, 129))
  process.on('unhandledRejection', reason =>
    end(runtimeError('Runtime.UnhandledPromiseRejection', String(reason), reason?.stack), 128),
  )
}

async function main() {
  if (compileCache) enableCompileCache(compileCache)
  if (pace !== 1) agreeOnTime()
  if (env.TMPDIR) limitWrites(env.TMPDIR, temporaryStorageBytes)
  resolveAsLambdaDoes(sdkRoot)
  const kindOf = ignorePackagesAbove(env.LAMBDA_TASK_ROOT)
  patchConsole()
  watchForFatalErrors()
  endWithTheLocalAws()
  let handler
  try {
    handler = await loadHandler(kindOf)
  } catch (error) {
    await runtime.call(...failure('/init/error', 'Init Error', error))
    process.exit(1)
  }
  let next = runtime.call('GET', '/invocation/next')
  for (let isFirst = true; ; isFirst = false) {
    const answer = await run(handler, await next)
    runtime.call(...answer)
    next = runtime.call('GET', '/invocation/next')
    // Node.js writes the cache when it exits, but environments are killed. What the invocation has called is compiled now.
    if (isFirst && compileCache) setImmediate(flushCompileCache)
  }
}

main()
