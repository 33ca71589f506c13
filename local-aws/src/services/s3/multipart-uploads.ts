import type { Caller } from '../../identity/caller.ts'
import type { ChecksumAlgorithm, ChecksumType, ObjectChecksum } from './checksum.ts'
import { noSuchUpload } from './errors.ts'
import type { ObjectTraits } from './object-traits.ts'
import { compareKeys } from './sorted-keys.ts'

/** A part that waits for the upload to be completed. */
export interface UploadedPart {
  readonly partNumber: number
  readonly content: Buffer
  /** The MD5 of the content, without quotation marks. */
  readonly eTag: string
  /** In ms since the epoch, of whole seconds. */
  readonly lastModified: number
  readonly checksum: ObjectChecksum | undefined
}

/** An upload in parts, from CreateMultipartUpload until it is completed or aborted. */
export interface MultipartUpload {
  readonly uploadId: string
  readonly key: string
  /** In ms since the epoch. */
  readonly initiatedAt: number
  readonly initiator: Caller
  readonly traits: ObjectTraits
  /** What it was created with; undefined where nothing was asked for. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined
  /** By part number: "If you upload a new part using the same part number …, the previously uploaded part is overwritten." */
  readonly parts: Map<number, UploadedPart>
}

/** The uploads in progress of one bucket. */
export class MultipartUploads {
  readonly #uploads = new Map<string, MultipartUpload>()

  /** By key, then by when they began. */
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

  delete({ uploadId }: MultipartUpload): void {
    this.#uploads.delete(uploadId)
  }
}
