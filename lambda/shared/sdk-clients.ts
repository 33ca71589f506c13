import { tracer } from './tracer.ts'

/**
 * How every client is made. Connections are kept between requests, which is the SDK's default. A request that
 * hangs is given up early enough that three attempts fit into a function's timeout.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    // Without it the SDK only logs a warning when `requestTimeout` passes.
    throwOnRequestTimeout: true,
  },
}

type ClientClass<Client> = new (settings: typeof clientSettings) => Client

const clients = new Map<unknown, unknown>()

/** The one client of its class in this execution environment, traced. */
export function sdkClient<Client extends object>(clientClass: ClientClass<Client>): Client {
  const known = clients.get(clientClass) as Client | undefined
  if (known) return known
  const client = tracer.captureAWSv3Client(new clientClass(clientSettings))
  clients.set(clientClass, client)
  return client
}
