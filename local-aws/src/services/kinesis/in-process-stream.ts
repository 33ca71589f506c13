import type { Account } from '../../account.ts'
import type { Caller } from '../../identity/caller.ts'
import type { StreamBatch, StreamPort, StreamPosition, StreamShard } from '../../ports.ts'
import type { Reading } from './reading.ts'
import type { Stream } from './stream.ts'

/** The stream as other services of this process use it: without HTTP, but with the same rules. */
export class InProcessStream implements StreamPort {
  readonly #account: Account
  readonly #stream: Stream
  readonly #reading: Reading

  constructor(account: Account, stream: Stream, reading: Reading) {
    this.#account = account
    this.#stream = stream
    this.#reading = reading
  }

  get arn(): string {
    return this.#stream.arn
  }

  get trimHorizon(): number {
    return this.#stream.trimHorizon
  }

  shards(caller: Caller): readonly StreamShard[] {
    this.#authorize('kinesis:ListShards', caller)
    return this.#stream.listedShards.map(({ id, parents, open }) => ({
      id,
      parentIds: parents.map(parent => parent.id),
      open,
    }))
  }

  iterator(shardId: string, position: StreamPosition, caller: Caller): string {
    this.#authorize('kinesis:GetShardIterator', caller)
    return this.#reading.iterator(this.#stream, shardId, position)
  }

  records(iterator: string, limit: number, caller: Caller): StreamBatch {
    const result = this.#reading.read(iterator, {
      limit,
      streamArn: this.#stream.arn,
      caller,
      authorize: resource =>
        this.#account.authorization.check(caller, [{ action: 'kinesis:GetRecords', resource }]),
    })
    return {
      records: result.records,
      nextIterator: result.nextIterator ?? undefined,
      millisBehindLatest: result.millisBehindLatest,
    }
  }

  #authorize(action: string, caller: Caller): void {
    this.#account.authorization.check(caller, [{ action, resource: this.#stream.arn }])
  }
}
