import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/json-protocol.ts'
import type { Action, Actions, RequestContext, ServiceApi } from '../../api/service-api.ts'
import type { Keys, Metrics } from '../../ports.ts'
import { recordActions } from './actions/records.ts'
import { shardActions } from './actions/shards.ts'
import { streamActions } from './actions/streams.ts'
import { refusingCbor } from './cbor.ts'
import { INPUTS } from './input-model.ts'
import { assertInput, type Structure } from './input-shape.ts'
import { Reading } from './reading.ts'
import { StreamDirectory } from './stream-directory.ts'

/** Amazon Kinesis Data Streams: streams with their shards, in memory, in AWS JSON 1.1. */
export class Kinesis {
  readonly api: ServiceApi
  readonly #streams: StreamDirectory
  readonly #reading: Reading

  constructor(account: Account, keys: Keys, metrics: Metrics) {
    this.#streams = new StreamDirectory(account, metrics)
    this.#reading = new Reading(this.#streams, keys)
    this.api = refusingCbor(
      jsonProtocol({
        signingName: 'kinesis',
        targetPrefix: 'Kinesis_20131202',
        version: '1.1',
        actions: checked({
          ...streamActions(this.#streams),
          ...shardActions(this.#streams),
          ...recordActions(this.#streams, this.#reading, keys),
        }),
      }),
    )
  }
}

/** Every action after a look at its input. */
function checked(actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      afterCheck(name, action, INPUTS[name] as Structure),
    ]),
  )
}

function afterCheck(name: string, action: Action, shape: Structure): Action {
  return (input: unknown, context: RequestContext) => {
    assertInput(name, input, shape)
    return action(input as never, context)
  }
}
