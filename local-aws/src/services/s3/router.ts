import type { IncomingHttpHeaders } from 'node:http'
import { methodNotAllowed, notImplemented } from './errors.ts'
import type { S3Operation } from './operation.ts'
import type { RequestTarget } from './request-target.ts'

/** Query parameters that select another operation: an unknown one must not fall back to the plain operation. */
const SUBRESOURCES = [
  'abac',
  'accelerate',
  'acl',
  'analytics',
  'annotation',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metadataAnnotationTable',
  'metadataConfiguration',
  'metadataInventoryTable',
  'metadataJournalTable',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
]

/** Finds the operation for a request. */
export class Router {
  /** The operations with the most conditions first. */
  readonly #operations: readonly S3Operation[]

  constructor(operations: readonly S3Operation[]) {
    this.#operations = [...operations].sort((a, b) => conditions(b) - conditions(a))
  }

  /** Of all operations. */
  get names(): string[] {
    return this.#operations.map(({ name }) => name)
  }

  /** @throws AwsError `NotImplemented`, `MethodNotAllowed` */
  find(method: string, target: RequestTarget, headers: IncomingHttpHeaders): S3Operation {
    const { query } = target
    const on = resourceOf(target)
    const found = this.#operations.find(
      operation =>
        operation.method === method &&
        operation.on === on &&
        (operation.query ?? []).every(name => query.has(name)) &&
        (operation.header === undefined || headers[operation.header] !== undefined),
    )
    const unknown = SUBRESOURCES.find(name => query.has(name) && !found?.query?.includes(name))
    if (unknown) throw notImplemented(query.get('x-id') ?? `${method} ?${unknown} on the ${on}`)
    const named = query.get('x-id')
    if (named !== null && !this.names.includes(named)) throw notImplemented(named)
    if (found) return found
    throw methodNotAllowed(method, on.toUpperCase())
  }
}

function conditions({ query = [], header }: S3Operation): number {
  return query.length + (header === undefined ? 0 : 1)
}

function resourceOf({ bucket, key }: RequestTarget): S3Operation['on'] {
  if (bucket === '') return 'service'
  return key === '' ? 'bucket' : 'object'
}
