import { PermanentFailure } from '../queue/failures.ts'

/*
 * A page asks for the next one by a message to the queue that it came from, and Lambda is told to let that loop run.
 * These rules end it: each page begins further on than the one before, so that there are no more pages than the author
 * has subscribers; and there is a last page, should even that go wrong.
 */

/**
 * At 1,000 subscribers a page, this is an author who has 10,000,000 of them. The pages of a post follow each other, at
 * about half a second each: the last is asked for after an hour and a half.
 */
export const MOST_PAGES = 10_000

/** A post has more pages than an author can have subscribers for. */
export class TooManyPages extends PermanentFailure {
  override readonly name = 'TooManyPages'

  constructor(page: number) {
    super(`this is page ${page} of the post, and MOST_PAGES in lambda/posts/page-bounds.ts is ${MOST_PAGES}`)
  }
}

/** After this page would come the same one again, or one before it. */
export class PageStandsStill extends PermanentFailure {
  override readonly name = 'PageStandsStill'

  constructor(page: number) {
    super(`page ${page} of the post does not end after the subscriber that it begins after`)
  }
}

/** @throws TooManyPages */
export function checkNumber(page: number): void {
  if (page > MOST_PAGES) throw new TooManyPages(page)
}

/**
 * @param after whom the page begins after; undefined for the first page
 * @param last whom the next page begins after; undefined where there is none
 * @throws PageStandsStill
 */
export function checkProgress(page: number, after: string | undefined, last: string | undefined): void {
  if (after === undefined || last === undefined) return
  // The order of a query: "for type String, the results are returned in order of UTF-8 bytes" (DynamoDB, Query).
  if (Buffer.compare(Buffer.from(last), Buffer.from(after)) <= 0) throw new PageStandsStill(page)
}
