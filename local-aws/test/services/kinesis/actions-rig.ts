import type { Action, RequestContext } from '../../../src/api/service-api.ts'
import type { Metrics } from '../../../src/ports.ts'
import { recordActions } from '../../../src/services/kinesis/actions/records.ts'
import { settingsActions } from '../../../src/services/kinesis/actions/settings.ts'
import { shardActions } from '../../../src/services/kinesis/actions/shards.ts'
import { streamActions } from '../../../src/services/kinesis/actions/streams.ts'
import { Reading } from '../../../src/services/kinesis/reading.ts'
import { StreamDirectory } from '../../../src/services/kinesis/stream-directory.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { Rig } from '../../rig.ts'

const unrecorded: Metrics = { put() {}, observe() {} }

/**
 * The actions of Kinesis without HTTP, on a stepped clock. For tests that write hundreds of MiB: a record passed in
 * process is never copied. Inputs are not checked, and calls are not counted against their rates.
 */
export class ActionsRig {
  readonly #rig = Rig.stepped()
  readonly clock = this.#rig.clock
  readonly #keys = new Kms(this.#rig.account)
  readonly #streams = new StreamDirectory(this.#rig.account, unrecorded)
  readonly #actions = {
    ...streamActions(this.#streams),
    ...shardActions(this.#streams),
    ...settingsActions(this.#streams, this.#keys),
    ...recordActions(this.#streams, new Reading(this.#streams, this.#keys), this.#keys),
  }
  readonly #context: RequestContext = {
    caller: this.#rig.caller,
    authorize() {},
    authorizeEach() {},
    body: async () => Buffer.alloc(0),
    reserve() {},
    requestId: 'request-1',
    signal: new AbortController().signal,
    traceHeader: undefined,
  }

  /**
   * Calls an action with its input as JSON has it.
   *
   * @throws AwsError what the action throws, Error where Kinesis has no such action
   */
  async call(operation: string, input: object): Promise<Record<string, unknown>> {
    const action: Action | undefined = this.#actions[operation]
    if (!action) throw new Error(`Kinesis has no action ${operation}.`)
    return { ...(await action(input as never, this.#context)) }
  }

  /** A new stream of this name that is ACTIVE. */
  async stream(StreamName: string, settings: object): Promise<string> {
    await this.call('CreateStream', { StreamName, ...settings })
    await this.clock.advanceBy({ seconds: 1 })
    return StreamName
  }

  arn(streamName: string): string {
    return this.#rig.account.arn('kinesis', `stream/${streamName}`)
  }
}
