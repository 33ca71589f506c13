import { badRequest, notSimulated } from './errors.ts'

/**
 * The format of a mailbox in a mail header: `"Doe, Jo" <jo@example.com>`, or only the address. A display name with one of
 * `()<>[]:;@\\,"` needs quotes (RFC 5322, section 3.2.3).
 */
const MAILBOX = /^(?:(?:"(?:[^"\\]|\\.)*"\s*|[^()<>[\]:;@\\,"]*)<([^<>]*)>|([^<>]*))$/
const LOCAL_PART = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/
const DOMAIN =
  /^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/

/**
 * The address of a mailbox, without its display name.
 *
 * "the local part of a destination email address … may only contain 7-bit ASCII characters. If the domain part …
 * contains non-ASCII characters, they must be encoded using Punycode" (Destination). Lengths are those of RFC 5321.
 * The messages in quotes in the tests are those that SES's users report.
 *
 * @throws AwsError `BadRequestException` for an address that SES does not accept. Quoted local parts are not simulated.
 */
export function emailAddress(mailbox: string): string {
  const match = MAILBOX.exec(mailbox.trim())
  if (!match) throw badRequest(`Illegal address: ${JSON.stringify(mailbox)}.`)
  const address = (match[1] ?? match[2] ?? '').trim()
  const at = address.lastIndexOf('@')
  if (at < 0) throw badRequest("Missing final '@domain'")
  const localPart = address.slice(0, at)
  if (localPart.startsWith('"')) throw notSimulated(`the quoted local part in ${JSON.stringify(mailbox)}`)
  if (!LOCAL_PART.test(localPart) || localPart.startsWith('.') || localPart.endsWith('.')) {
    throw badRequest(`Illegal local part in the e-mail address ${JSON.stringify(mailbox)}.`)
  }
  if (localPart.includes('..')) throw badRequest('Local address contains dot-dot')
  const domain = address.slice(at + 1)
  if (domain.includes('..')) throw badRequest('Domain contains dot-dot')
  if (/[^\x20-\x7e]/.test(domain)) {
    throw badRequest(`Domain contains illegal character: encode ${JSON.stringify(domain)} using Punycode.`)
  }
  if (!DOMAIN.test(domain)) {
    throw badRequest(`Illegal domain in the e-mail address ${JSON.stringify(mailbox)}.`)
  }
  return address
}

/** The part after the `@`, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** A mailbox without its display name; the address is not checked. */
export function bareAddress(mailbox: string): string {
  return /<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox.trim()
}

/** The display name of a mailbox, without quotes; undefined if it is only an address. */
export function displayName(mailbox: string): string | undefined {
  const [, name = ''] = /^(.*)<[^<>]*>\s*$/s.exec(mailbox) ?? []
  const unquoted = name
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/gs, '$1')
  return unquoted === '' ? undefined : unquoted
}
