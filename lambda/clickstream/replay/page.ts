import type { StreamRecord } from '../stream-record.ts'

/** Where reading begins: after a place that a page ended at, or with what arrived since a time. */
export type Position = { readonly after: string } | { readonly since: Date }

/** A place in a part: reading goes on after it. */
export interface Place {
  readonly after: string
  /** When its record arrived. */
  readonly arrivedAt: Date
}

/** Some records of a part, in order. */
export interface Page {
  readonly records: readonly StreamRecord[]
  /** What cannot be read as records, by name, with the reasons. */
  readonly unreadable: ReadonlyMap<string, unknown>
  /** Undefined if the page is empty. */
  readonly last: Place | undefined
  /** All records that arrived before this time are read. */
  readonly readTo: Date
  /** Whether everything that is to be read is read. */
  readonly atEnd: boolean
}

/** Reads a part of a replay, page by page. */
export interface PartReader {
  /**
   * The next page, which may be empty; undefined if the turn has no time for it.
   *
   * @throws ReplayRefused if the part is gone
   */
  next(): Promise<Page | undefined>
  close(): void
}
