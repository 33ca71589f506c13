import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import type { Connection } from '../../clients/connection.ts'

/** The event source mapping of a function on its queue. */
export class EventSource {
  readonly #client: LambdaClient
  readonly #uuid: string

  private constructor(client: LambdaClient, uuid: string) {
    this.#client = client
    this.#uuid = uuid
  }

  /** @throws if the function has none */
  static async of(connection: Connection, functionName: string): Promise<EventSource> {
    const client = new LambdaClient(connection)
    const { EventSourceMappings = [] } = await client.send(
      new ListEventSourceMappingsCommand({ FunctionName: functionName }),
    )
    const uuid = EventSourceMappings[0]?.UUID
    if (uuid === undefined) throw new Error(`The function ${functionName} has no event source.`)
    return new EventSource(client, uuid)
  }

  /** After this, messages stay in the queue. */
  async disable(): Promise<void> {
    await this.#switch(false)
  }

  async enable(): Promise<void> {
    await this.#switch(true)
  }

  async #switch(enabled: boolean): Promise<void> {
    await this.#client.send(new UpdateEventSourceMappingCommand({ UUID: this.#uuid, Enabled: enabled }))
  }
}
