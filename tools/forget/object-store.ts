import { DeleteObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { inParallel } from '../clients/in-parallel.ts'
import { progress } from '../terminal/terminal.ts'
import { readObject, rewriteObject } from './object-rewriting.ts'
import type { Store } from './store.ts'

/** Objects that are read side by side. */
const AT_ONCE = 16

export interface ObjectStoreProps {
  readonly name: string
  readonly bucket: string
  readonly prefix: string
  /** The content without the person: undefined where it is not about them, `nothing` where nothing is left to keep. */
  readonly without: (bytes: Uint8Array) => Uint8Array | 'nothing' | undefined
  /** The tags of a rewritten object, as in the query of a URL. @default - none */
  readonly tagging?: (key: string) => string | undefined
}

/** The objects of a bucket that are about a person. They are written anew without them, or deleted. */
export class ObjectStore implements Store {
  readonly name: string
  readonly #client: S3Client
  readonly #props: ObjectStoreProps
  readonly #signal: AbortSignal

  constructor(client: S3Client, props: ObjectStoreProps, signal: AbortSignal) {
    this.name = props.name
    this.#client = client
    this.#props = props
    this.#signal = signal
  }

  find(): Promise<number> {
    return this.#each(async key => {
      const object = await readObject(this.#client, this.#props.bucket, key)
      return object !== undefined && this.#props.without(object.bytes) !== undefined
    })
  }

  erase(): Promise<number> {
    return this.#each(key => this.#rewrite(key))
  }

  async #rewrite(key: string): Promise<boolean> {
    for (;;) {
      this.#signal.throwIfAborted()
      const object = await readObject(this.#client, this.#props.bucket, key)
      const rest = object && this.#props.without(object.bytes)
      if (object === undefined || rest === undefined) return false
      if (rest === 'nothing') return this.#delete(key)
      const Tagging = this.#props.tagging?.(key)
      const target = { Bucket: this.#props.bucket, Key: key, ...(Tagging && { Tagging }) }
      if (await rewriteObject(this.#client, target, object, rest)) return true
    }
  }

  async #delete(Key: string): Promise<boolean> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#props.bucket, Key }))
    return true
  }

  /** @returns for how many objects `work` returned true */
  async #each(work: (key: string) => Promise<boolean>): Promise<number> {
    const { bucket: Bucket, prefix: Prefix, name } = this.#props
    let [seen, hits] = [0, 0]
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: this.#client },
      { Bucket, Prefix },
    )) {
      const results = await inParallel(Contents, AT_ONCE, ({ Key = '' }) => {
        this.#signal.throwIfAborted()
        return work(Key)
      })
      seen += results.length
      hits += results.filter(hit => hit).length
      if (seen > AT_ONCE) progress(`${name}: ${seen} objects read…`)
    }
    return hits
  }
}
