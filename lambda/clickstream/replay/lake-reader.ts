import type { Turn } from '../../runtime/turn.ts'
import { unavailableIn } from '../../runtime/unavailable.ts'
import type { StreamRecord } from '../stream-record.ts'
import { keyBeforeHourOf, type LakeObject, lakeObject, ObjectGone, objectsAfter } from './lake-objects.ts'
import { CorruptObject, type Line, linesOf } from './object-lines.ts'
import type { Page, PartReader, Place, Position } from './page.ts'
import { LAKE } from './parts.ts'

/** This many are counted, and the progress stored, within a few seconds. */
const PAGE_RECORDS = 2_000
const PAGE_BYTES = 4 * 1024 * 1024
/** The most objects of a page, because each is a request. */
const PAGE_OBJECTS = 100
const HOUR_MS = 3_600_000
/** How often a page is tried while S3 is down, each time after the SDK's own tries, and the pause between. */
const ATTEMPTS = 5
const PAUSE_MS = 2_000

/** A line is longer than any record of a stream. */
class LineTooLong extends Error {
  override readonly name = 'LineTooLong'
}

interface OpenObject extends LakeObject {
  readonly lines: AsyncGenerator<Line>
  /** How many of its lines are read. */
  read: number
}

/** The range of arrivals to read. */
interface Arrivals {
  /** All earlier records are read. */
  readonly readTo: Date
  /** The last arrival to read. */
  readonly until: Date
}

/**
 * Reads the objects of the lake in the order of their keys, which is that of their arrivals. It reads one after the
 * other, because of several copies of an event the first counts.
 */
export class LakeReader implements PartReader {
  readonly #until: Date
  readonly #turn: Turn
  #position: Position
  #readTo: Date
  #objects: AsyncGenerator<LakeObject> | undefined
  #object: OpenObject | undefined

  /** @param position a time stands for its hour */
  constructor(position: Position, { readTo, until }: Arrivals, turn: Turn) {
    this.#position = position
    this.#readTo = readTo
    this.#until = until
    this.#turn = turn
  }

  /** A page is tried again from its beginning if S3 is down. */
  async next(): Promise<Page | undefined> {
    for (let attempt = 1; this.#turn.isLeft(); attempt++) {
      try {
        return await this.#page()
      } catch (error) {
        this.close()
        if (!unavailableIn(error) || attempt === ATTEMPTS) throw error
        await this.#turn.wait(PAUSE_MS)
      }
    }
    return undefined
  }

  close(): void {
    void this.#object?.lines.return(undefined)
    void this.#objects?.return(undefined)
    this.#object = undefined
    this.#objects = undefined
  }

  async #page(): Promise<Page> {
    const page = new GrowingPage()
    let readTo = this.#readTo
    let last: Place | undefined
    let atEnd = false
    for (let objects = 0; objects < PAGE_OBJECTS && !page.isFull; objects++) {
      this.#object ??= await this.#nextObject()
      const object = this.#object
      if (!object) {
        atEnd = true
        break
      }
      if (isAfter(object, this.#until))
        return this.#returned(page, { last, readTo: this.#until, atEnd: true })
      if (object.arrivedAt > readTo) readTo = object.arrivedAt
      const isWhole = await fill(page, object)
      if (isWhole) this.#object = undefined
      last = { after: placeAfter(object, isWhole), arrivedAt: readTo }
    }
    return this.#returned(page, { last, readTo, atEnd })
  }

  #returned({ records, unreadable }: GrowingPage, end: Pick<Page, 'last' | 'readTo' | 'atEnd'>): Page {
    this.#readTo = end.readTo
    if (end.last) this.#position = { after: end.last.after }
    return { records, unreadable, ...end }
  }

  /** @returns undefined if there are no more */
  async #nextObject(): Promise<OpenObject | undefined> {
    if (!this.#objects) {
      const { key, read } = placeOf(this.#position)
      this.#objects = objectsAfter(key)
      const started = read === undefined ? undefined : lakeObject(key)
      if (started) return opened(started, read)
    }
    const { value, done } = await this.#objects.next()
    return done ? undefined : opened(value)
  }
}

function opened(object: LakeObject, read = 0): OpenObject {
  return { ...object, lines: linesAfter(object.key, read), read }
}

async function* linesAfter(key: string, read: number): AsyncGenerator<Line> {
  let skipped = 0
  for await (const line of linesOf(key)) if (skipped++ >= read) yield line
}

/** @returns whether the object is read to its end, or cannot be read further */
async function fill(page: GrowingPage, object: OpenObject): Promise<boolean> {
  try {
    while (!page.isFull) {
      const { value, done } = await object.lines.next()
      if (done) return true
      object.read++
      page.add(value, object)
    }
    return false
  } catch (error) {
    if (!(error instanceof CorruptObject || error instanceof ObjectGone)) throw error
    page.unreadable.set(`${LAKE}:${object.key}`, error)
    return true
  }
}

class GrowingPage {
  readonly records: StreamRecord[] = []
  readonly unreadable = new Map<string, unknown>()
  #bytes = 0

  get isFull(): boolean {
    return this.records.length + this.unreadable.size >= PAGE_RECORDS || this.#bytes >= PAGE_BYTES
  }

  add(line: Line, { key, read, arrivedAt }: OpenObject): void {
    const sequenceNumber = `${key}:${read}`
    if (line === undefined) {
      this.unreadable.set(`${LAKE}:${sequenceNumber}`, new LineTooLong('the line is longer than any record'))
      return
    }
    if (isBlank(line)) return
    this.#bytes += line.length
    this.records.push({ shardId: LAKE, sequenceNumber, data: line, arrivedAt })
  }
}

/** Firehose ends each record with a line break, also one that has its own. */
function isBlank(line: Uint8Array): boolean {
  return line.every(byte => byte <= 0x20)
}

/** `<lines> <key>`, or `all <key>`. */
function placeAfter({ key, read }: OpenObject, isWhole: boolean): string {
  return `${isWhole ? 'all' : read} ${key}`
}

function placeOf(position: Position): { key: string; read: number | undefined } {
  if ('since' in position) return { key: keyBeforeHourOf(position.since), read: undefined }
  const [, lines = '', key = ''] = /^(\d+|all) (.*)$/s.exec(position.after) ?? []
  return { key, read: lines === 'all' ? undefined : Number(lines) }
}

function isAfter({ arrivedAt }: LakeObject, until: Date): boolean {
  return Math.floor(arrivedAt.getTime() / HOUR_MS) * HOUR_MS > until.getTime()
}
