import type { JsonConnection } from './json-connection.ts'

/** What the SDK's client of any service has, beside a method for each action. */
type SdkClient = { destroy(): void }

/** The SDK as an application uses it. */
export class SdkConnection implements JsonConnection {
  readonly #client: SdkClient

  /** @param client `new SQS(…)`: one that has its service's actions as methods */
  constructor(client: SdkClient) {
    this.#client = client
  }

  call<Output>(action: string, input: object): Promise<Output> {
    const name = `${action.charAt(0).toLowerCase()}${action.slice(1)}`
    const method: unknown = Reflect.get(this.#client, name)
    if (typeof method !== 'function') throw new TypeError(`The client has no method ${name}.`)
    return method.call(this.#client, input)
  }

  close(): void {
    this.#client.destroy()
  }
}
