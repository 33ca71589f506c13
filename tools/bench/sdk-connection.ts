import { SQS } from '@aws-sdk/client-sqs'
import { localConnection } from '../connection.ts'
import type { SqsAction, SqsConnection } from './sqs-connection.ts'

/** The SDK as an application uses it. */
export class SdkConnection implements SqsConnection {
  readonly #client: SQS

  constructor(endpoint: string) {
    this.#client = new SQS(localConnection(endpoint))
  }

  call<Output>(action: SqsAction, input: object): Promise<Output> {
    const method = `${action.charAt(0).toLowerCase()}${action.slice(1)}` as Uncapitalize<SqsAction>
    const send = this.#client[method] as (input: object) => Promise<unknown>
    return send.call(this.#client, input) as Promise<Output>
  }

  close(): void {
    this.#client.destroy()
  }
}
