import { PermanentFailure } from '../queue/failures.ts'

/*
 * A page requests the next one by a message to the queue that it came from, and Lambda's loop detection is off for that
 * loop. These rules end it: each page begins after the page before, so there are no more pages than subscribers; and
 * there is a maximum number of pages, in case the first rule fails.
 */

/**
 * With 1,000 subscribers a page, this is an author with 10,000,000 subscribers. The pages of a post follow each other
 * at about half a second each, so the last is requested after an hour and a half.
 */
export const MOST_PAGES = 10_000

/** A post has more pages than any author's subscribers fill. */
export class TooManyPages extends PermanentFailure {
  override readonly name = 'TooManyPages'

  constructor(page: number) {
    super(`this is page ${page} of the post, and MOST_PAGES in lambda/posts/page-bounds.ts is ${MOST_PAGES}`)
  }
}

/** The next page would be the same page or an earlier one. */
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
 * @param after the subscriber after whom the page begins; undefined for the first page
 * @param last the subscriber after whom the next page begins; undefined if there is none
 * @throws PageStandsStill
 */
export function checkProgress(page: number, after: string | undefined, last: string | undefined): void {
  if (after === undefined || last === undefined) return
  // The order of a query: "for type String, the results are returned in order of UTF-8 bytes" (DynamoDB, Query).
  if (Buffer.compare(Buffer.from(last), Buffer.from(after)) <= 0) throw new PageStandsStill(page)
}
