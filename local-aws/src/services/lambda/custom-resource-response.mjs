/*
 * Loaded before the bootstrap into functions that provide custom resources. Their usual way to answer is `https.request`
 * with nothing but the host and the path of ResponseURL, so port 443. The local AWS serves HTTP on a port of its own:
 * what goes to its ResponseURL goes there, and every other request is left as it is.
 */
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'

const PREFIX = '/_aws/custom-resource/'
const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL)
const requestByHttps = https.request

/** `request(options)`, `request(url)` or `request(url, options)`, each with or without a callback. */
function partsOf([first, second, third]) {
  if (typeof first !== 'string' && !(first instanceof URL)) return { options: first, callback: second }
  const { hostname, pathname, search } = new URL(first)
  const own = typeof second === 'object' ? second : {}
  return { options: { hostname, path: `${pathname}${search}`, ...own }, callback: third ?? second }
}

https.request = (...given) => {
  const { options, callback } = partsOf(given)
  const host = options.hostname ?? options.host
  if (host !== hostname || !options.path?.startsWith(PREFIX)) return requestByHttps(...given)
  const { agent, protocol, ...rest } = options
  const answered = typeof callback === 'function' ? callback : undefined
  return http.request({ ...rest, hostname, port }, answered)
}
syncBuiltinESMExports()
