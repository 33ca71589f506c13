import * as z from 'zod/mini'
import {
  consent,
  eventsAccepted,
  eventsPartlyAccepted,
  postEvents,
  productTrends,
  productTrendsQuery,
  trends,
  trendsQuery,
} from './clickstream-api.ts'
import { authorId, postId, subscriberId } from './post.ts'
import { postAccepted, publishPost, subscribe } from './posts-api.ts'
import { customerId, purchaseId, sku } from './purchase.ts'
import { placePurchase, purchaseAccepted, purchaseStatus } from './purchases-api.ts'
import { renditionName, videoId } from './video.ts'
import { announceVideo, videoAnnounced, videoStatus } from './videos-api.ts'

/** An answer that is a success. */
export interface Answer {
  readonly description: string
  /** Its JSON. @default - no body */
  readonly body?: z.ZodMiniType
  /** It is a page in HTML. */
  readonly page?: true
  readonly headers?: readonly 'Location'[]
}

/** The statuses that a function answers with a problem, and those of them that say when to try again. */
interface Problems {
  readonly statuses: readonly number[]
  readonly retryAfter?: readonly number[]
}

/** What a route takes and answers. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/purchases/{id}` */
  readonly path: string
  readonly summary: string
  /** Anybody may call it: what stands in for the signature. Its problems are pages, too. */
  readonly open?: string
  readonly parameters?: Readonly<Record<string, z.ZodMiniType>>
  readonly query?: z.ZodMiniObject
  readonly request?: z.ZodMiniType
  /** It takes the header `Idempotency-Key`. */
  readonly idempotent?: true
  readonly answers: Readonly<Record<number, Answer>>
  readonly problems: Problems
}

/** An HTTP API: each domain that has one has its own address. */
export interface Api {
  readonly name: 'shop' | 'video' | 'posts' | 'clickstream'
  readonly title: string
  readonly routes: readonly Route[]
}

/** What reading a body may end with. */
const BODY = [400, 413, 415]
const withoutContent = { 204: { description: 'Done; also where there was nothing to do.' } }

const shop: Api = {
  name: 'shop',
  title: 'Shop: place purchases and follow them',
  routes: [
    {
      method: 'POST',
      path: '/purchases',
      summary: 'Places a purchase',
      request: placePurchase,
      idempotent: true,
      answers: {
        202: {
          description: 'The purchase is accepted, and ships later.',
          body: purchaseAccepted,
          headers: ['Location'],
        },
      },
      problems: { statuses: [...BODY, 422, 503], retryAfter: [503] },
    },
    {
      method: 'GET',
      path: '/purchases/{id}',
      summary: 'Returns the status of a purchase',
      parameters: { id: purchaseId },
      answers: { 200: { description: 'The status, from the events so far.', body: purchaseStatus } },
      problems: { statuses: [400, 404, 500], retryAfter: [404] },
    },
  ],
}

const video: Api = {
  name: 'video',
  title: 'Video: upload videos and follow them',
  routes: [
    {
      method: 'POST',
      path: '/videos',
      summary: 'Announces a video',
      request: announceVideo,
      answers: {
        201: {
          description: 'The video is registered; the body has the request that uploads it.',
          body: videoAnnounced,
          headers: ['Location'],
        },
      },
      problems: { statuses: [...BODY, 500, 503], retryAfter: [503] },
    },
    {
      method: 'GET',
      path: '/videos/{id}',
      summary: 'Returns the progress of a video, and links once it is encoded',
      parameters: { id: videoId },
      answers: { 200: { description: 'The status.', body: videoStatus } },
      problems: { statuses: [400, 404, 500], retryAfter: [404] },
    },
    {
      method: 'GET',
      path: '/videos/{id}/files/{file}',
      summary: 'Opens a file of an encoded video, by the link in a mail',
      open: 'The token in the link is the authorization.',
      parameters: { id: videoId, file: z.union([renditionName, z.literal('poster')]) },
      query: z.object({ token: z.string() }),
      answers: { 302: { description: 'The address of the file, for an hour.', headers: ['Location'] } },
      problems: { statuses: [403, 404, 503], retryAfter: [503] },
    },
  ],
}

/** What the link in a mail opens, and what its button does. */
function unsubscribing(what: string): Route[] {
  const route = {
    path: '/unsubscribe',
    open: 'The token in the link is the authorization.',
    query: z.object({ token: z.string() }),
    problems: { statuses: [403, 503], retryAfter: [503] },
  }
  return [
    {
      ...route,
      method: 'GET',
      summary: `Shows a button that ends ${what}, and changes nothing`,
      answers: { 200: { description: 'The page.', page: true } },
    },
    {
      ...route,
      method: 'POST',
      summary: `Ends ${what}, whatever the body`,
      answers: { 200: { description: 'It has ended.', page: true } },
    },
  ]
}

const posts: Api = {
  name: 'posts',
  title: 'Posts: publish, withdraw and subscribe',
  routes: [
    {
      method: 'POST',
      path: '/posts',
      summary: 'Publishes a post',
      request: publishPost,
      idempotent: true,
      answers: { 202: { description: 'The post is accepted.', body: postAccepted } },
      problems: { statuses: [...BODY, 422, 503], retryAfter: [503] },
    },
    {
      method: 'DELETE',
      path: '/posts/{id}',
      summary: 'Withdraws a post: no more mails are asked for',
      parameters: { id: postId },
      answers: { 204: { description: 'The post is withdrawn.' } },
      problems: { statuses: [400, 404, 500] },
    },
    {
      method: 'PUT',
      path: '/authors/{id}/subscribers/{subscriber}',
      summary: 'Subscribes',
      parameters: { id: authorId, subscriber: subscriberId },
      request: subscribe,
      answers: withoutContent,
      problems: { statuses: [...BODY, 500] },
    },
    {
      method: 'DELETE',
      path: '/authors/{id}/subscribers/{subscriber}',
      summary: 'Unsubscribes',
      parameters: { id: authorId, subscriber: subscriberId },
      answers: withoutContent,
      problems: { statuses: [400, 500] },
    },
    ...unsubscribing('mail about an author'),
  ],
}

const clickstream: Api = {
  name: 'clickstream',
  title: 'Clickstream: events in, trends out',
  routes: [
    {
      method: 'POST',
      path: '/events',
      summary: 'Reports what visitors viewed and put into baskets',
      request: postEvents,
      answers: {
        202: { description: 'All events are in the stream.', body: eventsAccepted },
        207: {
          description: 'Some events are not accepted, each with the reason.',
          body: eventsPartlyAccepted,
        },
      },
      problems: { statuses: [...BODY, 500] },
    },
    {
      method: 'GET',
      path: '/trends',
      summary: 'Lists the best products of a minute',
      query: trendsQuery,
      answers: { 200: { description: 'The figures so far.', body: trends } },
      problems: { statuses: [400, 500] },
    },
    {
      method: 'GET',
      path: '/trends/{sku}',
      summary: "Returns a product's figures, minute by minute",
      parameters: { sku },
      query: productTrendsQuery,
      answers: { 200: { description: 'The minutes that have figures.', body: productTrends } },
      problems: { statuses: [400, 500] },
    },
    {
      method: 'PUT',
      path: '/reminders/{customerId}',
      summary: 'Reminds a customer of abandoned baskets, by e-mail',
      parameters: { customerId },
      request: consent,
      answers: withoutContent,
      problems: { statuses: [...BODY, 500] },
    },
    {
      method: 'DELETE',
      path: '/reminders/{customerId}',
      summary: 'Ends the reminders',
      parameters: { customerId },
      answers: withoutContent,
      problems: { statuses: [400, 500] },
    },
    ...unsubscribing('reminders'),
  ],
}

/** The APIs for clients. The synchronous video site, an experiment, is none of them. */
export const apis: readonly Api[] = [shop, video, posts, clickstream]
