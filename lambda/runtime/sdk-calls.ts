import { types } from 'node:util'
import { type Dependency, dependencies } from '../contracts/dependency.ts'

/** The part of an SDK client that is needed to watch its calls. */
export interface WatchedClient {
  config: { serviceId: string }
  middlewareStack: { addRelativeTo(middleware: never, options: never): void }
}

type Next = (request: unknown) => Promise<unknown>

/** Which calls failed, by their errors: a timeout or a broken connection does not say itself who was called. */
const failedCalls = new WeakMap<object, FailedCall>()

/** A call to a service that did not succeed. */
export interface FailedCall {
  dependency: Dependency
  /** `PutItem` */
  operation: string
}

/**
 * Remembers of a client's errors which call they are of. What goes wrong before a request is made, such as an input
 * that cannot be written as one, is not the service's doing and is not remembered.
 */
export function rememberFailedCalls<Client extends WatchedClient>(client: Client): Client {
  const { config, middlewareStack } = client
  const dependency = dependencyBy(config.serviceId)
  const middleware =
    (next: Next, { commandName }: { commandName?: string }) =>
    async (request: unknown) => {
      try {
        return await next(request)
      } catch (error) {
        const operation = commandName?.replace(/Command$/, '') ?? 'a call'
        if (types.isNativeError(error)) failedCalls.set(error, { dependency, operation })
        throw error
      }
    }
  // Outside of the retries: what they throw in the end is not always what the last of them failed with.
  const place = { relation: 'before', toMiddleware: 'retryMiddleware' }
  middlewareStack.addRelativeTo(middleware as never, { name: 'rememberFailedCalls', ...place } as never)
  return client
}

export function failedCall(error: Error): FailedCall | undefined {
  return failedCalls.get(error)
}

/** @param serviceId `DynamoDB`, `SESv2` */
function dependencyBy(serviceId: string): Dependency {
  const name = serviceId.toLowerCase().replace(/v\d+$/, '')
  return dependencies.find(dependency => dependency === name) ?? 'other'
}
