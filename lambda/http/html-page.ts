import { createHash } from 'node:crypto'
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { duringInvocation } from '../runtime/invocation.ts'
import type { Refusal } from './error-response.ts'
import { escaped } from './html.ts'
import { OpenRequest, type RequestEvent } from './request.ts'
import { answer, type Tell } from './request-hop.ts'

/** A page for a person. */
export interface Page {
  statusCode: number
  title: string
  /** Text. */
  message: string
  /** The label of a button that sends a POST to the page's own address. */
  button?: string
}

/** Sends the browser on. */
export interface Redirect {
  statusCode: 302
  location: string
}

type PageHandler = (event: RequestEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

/**
 * The handler of a function behind an open route that people open in a browser. All its answers are pages or redirects.
 * A {@link RequestProblem} is a page, and so is any other error, about which the page says nothing. Every request leaves
 * one hop in the log.
 */
export function htmlPageHandler(
  route: (request: OpenRequest, tell: Tell) => Promise<Page | Redirect>,
): PageHandler {
  return duringInvocation((event, annotate) => {
    const request = new OpenRequest(event)
    return answer(request, annotate, {
      route: async tell => responseTo(await route(request, tell)),
      refuse: problemPage,
    })
  })
}

function responseTo(answer: Page | Redirect): APIGatewayProxyStructuredResultV2 {
  if (!('location' in answer)) return html(answer)
  return { statusCode: answer.statusCode, headers: { ...PRIVATE, location: answer.location } }
}

function problemPage({ problem, headers }: Refusal): APIGatewayProxyStructuredResultV2 {
  return html({ statusCode: problem.status, title: problem.title, message: problem.detail }, headers)
}

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}'

/** The address, which holds a token, is neither cached nor sent as a referrer. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
}

/** The page loads nothing and runs no script, its form posts to this site alone, and no other site may frame it. */
const HEADERS = {
  ...PRIVATE,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
}

function html(page: Page, headers: Record<string, string> = {}): APIGatewayProxyStructuredResultV2 {
  return { statusCode: page.statusCode, headers: { ...headers, ...HEADERS }, body: documentOf(page) }
}

function documentOf({ title, message, button }: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>${escaped(message)}</p>`,
    ...(button ? [`<form method="post"><button>${escaped(button)}</button></form>`] : []),
    '</body></html>',
  ].join('\n')
}
