import { tracer } from './tracer.ts'

/** The part of an SDK client that is needed to trace its requests. */
export interface TracedClient {
  middlewareStack: { add(middleware: never, options: never): void }
}

type Next = (request: unknown) => Promise<unknown>
type Middleware = (next: Next, context: object) => Next

interface Plugin {
  applyToStack(stack: { add(middleware: Middleware, options: object): void }): void
}

/**
 * Traces a client's requests where the trace is sampled.
 *
 * The X-Ray SDK makes a subsegment of every request, and throws away those of the traces that are not sampled: 95 % of
 * them. Such requests pass it by. They carry the trace's header all the same, from the AWS SDK.
 */
export function traced<Client extends TracedClient>(client: Client): Client {
  const { middlewareStack } = client
  const use = (plugin: Plugin) =>
    plugin.applyToStack({
      add: (middleware, options) => middlewareStack.add(whereSampled(middleware) as never, options as never),
    })
  const stack = Object.assign(Object.create(middlewareStack), { use })
  tracer.captureAWSv3Client(Object.create(client, { middlewareStack: { value: stack } }))
  return client
}

function whereSampled(middleware: Middleware): Middleware {
  return (next, context) => {
    const tracing = middleware(next, context)
    return request => (tracer.isTraceSampled() ? tracing(request) : next(request))
  }
}
