import { NodeHttpHandler } from '@smithy/node-http-handler'
import { rememberFailedCalls, type WatchedClient } from './sdk-calls.ts'
import { type TracedClient, traced } from './traced-client.ts'

/**
 * How every client is made. Connections are kept between requests, which is the SDK's default. A request that
 * hangs is given up early enough that two requests, with three attempts each, fit into the 10 s of an API function.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout: 1_500,
    // The other ends with the headers of the answer: a body may stop in the middle.
    socketTimeout: 1_500,
    // Without it the SDK only logs a warning when `requestTimeout` passes.
    throwOnRequestTimeout: true,
  },
}

interface ClientSettings {
  maxAttempts: number
  requestHandler: NodeHttpHandler
  cacheMiddleware: boolean
}

type ClientClass<Client> = new (settings: ClientSettings) => Client

const clients = new Map<unknown, unknown>()

/**
 * The one client of its class in this execution environment, traced.
 *
 * All of them speak HTTP/1.1. The client of Kinesis would speak HTTP/2, which has no `connectionTimeout`; and its sessions
 * do not outlive the freezing of an environment between invocations, which a connection that is tried anew survives.
 *
 * They put their middleware together once for each command: middleware that is added after the first request of a command
 * is not seen.
 */
export function sdkClient<Client extends WatchedClient & TracedClient>(
  clientClass: ClientClass<Client>,
): Client {
  const known = clients.get(clientClass) as Client | undefined
  if (known) return known
  const { maxAttempts, requestHandler } = clientSettings
  const settings = { maxAttempts, requestHandler: new NodeHttpHandler(requestHandler), cacheMiddleware: true }
  const client = traced(rememberFailedCalls(new clientClass(settings)))
  clients.set(clientClass, client)
  return client
}
