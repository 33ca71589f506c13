import type { IncomingHttpHeaders } from 'node:http'
import type { ContextKeys } from './policies/request.ts'

/** The condition keys of an HTTP request; all come from this machine. */
export function httpKeys({ referer, 'user-agent': userAgent }: IncomingHttpHeaders): ContextKeys {
  return { 'aws:referer': referer, 'aws:sourceip': '127.0.0.1', 'aws:useragent': userAgent }
}
