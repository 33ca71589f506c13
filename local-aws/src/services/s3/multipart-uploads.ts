import type { Caller } from '../../identity/caller.ts'
import type { ChecksumAlgorithm, ChecksumType, ObjectChecksum } from './checksum.ts'
import { noSuchUpload } from './errors.ts'
import type { ObjectTraits } from './object-traits.ts'
import { compareKeys } from './sorted-keys.ts'

/** An uploaded part, until the upload is completed. */
export interface UploadedPart {
  readonly partNumber: number
  readonly content: Buffer
  /** The MD5 of the content, without quotation marks. */
  readonly eTag: string
  /** In ms since the epoch, in whole seconds. */
  readonly lastModified: number
  readonly checksum: ObjectChecksum | undefined
}

/** A multipart upload, from CreateMultipartUpload until it is completed or aborted. */
export interface MultipartUpload {
  readonly uploadId: string
  readonly key: string
  /** In ms since the epoch. */
  readonly initiatedAt: number
  readonly initiator: Caller | undefined
  readonly traits: ObjectTraits
  /** The checksum that the upload was created with; undefined if none was requested. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined
  /** By part number: "If you upload a new part using the same part number …, the previously uploaded part is overwritten." */
  readonly parts: Map<number, UploadedPart>
  /** Whether the key was written or deleted after the upload began. */
  overtaken: boolean
}

/** The uploads in progress of one bucket. */
export class MultipartUploads {
  readonly #uploads = new Map<string, MultipartUpload>()

  /** Ordered by key, then by the time of creation. */
  all(): MultipartUpload[] {
    return [...this.#uploads.values()].sort(
      (a, b) => compareKeys(a.key, b.key) || a.initiatedAt - b.initiatedAt,
    )
  }

  add(upload: MultipartUpload): void {
    this.#uploads.set(upload.uploadId, upload)
  }

  /** @throws AwsError `NoSuchUpload` */
  get(key: string, uploadId: string): MultipartUpload {
    const upload = this.#uploads.get(uploadId)
    if (upload?.key === key) return upload
    throw noSuchUpload(uploadId)
  }

  /** Records that `key` was written or deleted. */
  overtake(key: string): void {
    for (const upload of this.#uploads.values()) if (upload.key === key) upload.overtaken = true
  }

  delete({ uploadId }: MultipartUpload): void {
    this.#uploads.delete(uploadId)
  }
}
