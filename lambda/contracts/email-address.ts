import { domainToASCII } from 'node:url'
import * as z from 'zod/mini'

/*
 * An address is taken by the rules of Amazon SES, because SES refuses a mail to any other one each time: that would be
 * a dead letter for each post. "Amazon SES does not support the SMTPUTF8 extension … the local part of a destination
 * email address … may only contain 7-bit ASCII characters. If the domain part … contains non-ASCII characters, they
 * must be encoded using Punycode" (SES, Destination). Lengths are those of RFC 5321, section 4.5.3.1, and RFC 1035,
 * section 2.3.4.
 *
 * Three rules are stricter than SES, which accepts such a mail and then gets a bounce: the domain needs a dot, its last
 * label is no number (no such domain is on the public internet), and the whole has at most 254 octets (a path of SMTP
 * has 256, with its angle brackets). Quoted local parts (`"a b"@mail.example`) are refused as well: SES documents
 * nothing about them, and RFC 5321, section 4.1.2, tells hosts to have no such mailboxes.
 */

const LONGEST_ADDRESS = 254
const LONGEST_LOCAL_PART = 64

/** The characters of RFC 5322's `atext`: those that need no quotes. */
const ATOMS = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
/** What may stand in a domain before it is in Punycode: `domainToASCII` would take some of the others for a URL's end. */
const DOMAIN_CHARACTERS = /^[A-Za-z0-9.\u0080-\u{10FFFF}-]+$/u

const NO_ADDRESS = 'must be an e-mail address, such as ada@mail.example, without a name and without spaces'
const LOCAL_PART_TOO_LONG = `must have at most ${LONGEST_LOCAL_PART} characters before the @`
const BAD_LOCAL_PART =
  "must have only ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ before the @, and single dots between them"
const BAD_DOMAIN =
  'must have a domain after the @ such as mail.example: labels of 1 to 63 letters, digits and inner hyphens, with dots between them'
const TOO_LONG = `must have at most ${LONGEST_ADDRESS} characters, with the domain in Punycode`

/**
 * An e-mail address, without a display name. The result has its domain in lower case and in Punycode, as SES takes it;
 * the local part is as it was given, because only the recipient's server knows whether its case matters.
 */
export const emailAddress = z.string().check(
  // Checked first, so that no pattern runs over a longer text.
  z.maxLength(LONGEST_ADDRESS, { error: TOO_LONG, abort: true }),
  z.check(context => {
    const { value } = context
    const fault = faultOf(value)
    if (fault === undefined) context.value = normalized(value)
    else context.issues.push({ code: 'custom', input: value, message: fault })
  }),
  z.meta({ format: 'idn-email' }),
)

function faultOf(value: string): string | undefined {
  const { localPart, domain } = partsOf(value)
  if (localPart === '' || domain === '' || /[\s<>"@]/.test(localPart)) return NO_ADDRESS
  if (localPart.length > LONGEST_LOCAL_PART) return LOCAL_PART_TOO_LONG
  if (!ATOMS.test(localPart)) return BAD_LOCAL_PART
  if (!isDomain(asciiDomain(domain))) return BAD_DOMAIN
  return normalized(value).length > LONGEST_ADDRESS ? TOO_LONG : undefined
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  return labels.length > 1 && labels.every(label => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
}

function partsOf(address: string): { localPart: string; domain: string } {
  const at = address.lastIndexOf('@')
  return at < 0
    ? { localPart: '', domain: '' }
    : { localPart: address.slice(0, at), domain: address.slice(at + 1) }
}

function normalized(address: string): string {
  const { localPart, domain } = partsOf(address)
  return `${localPart}@${asciiDomain(domain)}`
}

/** In lower case; empty for a domain that has no form in Punycode (UTS #46, which browsers follow). */
function asciiDomain(domain: string): string {
  return DOMAIN_CHARACTERS.test(domain) ? domainToASCII(domain) : ''
}

/**
 * What all spellings of an address have in common: one person gets one mail, and the suppression of one spelling counts
 * for all.
 *
 * The domain is the same in any case (RFC 1035), and in Unicode or Punycode. By RFC 5321, section 2.4, a server could
 * tell `Ada@` from `ada@`, but "exploiting the case sensitivity of mailbox local-parts impedes interoperability and is
 * discouraged", and no large provider does it: two people whose addresses differ in case alone are far less likely than
 * one who typed hers twice. Dots and `+` tags stay: what they mean differs from provider to provider.
 */
export function mailboxKey(address: string): string {
  const { localPart, domain } = partsOf(address)
  const ascii = asciiDomain(domain)
  return ascii === '' ? address.toLowerCase() : `${localPart}@${ascii}`.toLowerCase()
}

/** The address in a mailbox of a mail's header (RFC 5322, section 3.4): `"Eve, E." <Eve@mail.example>`. */
export function bareAddress(mailbox: string): string {
  const [, inBrackets] = /<([^<>]*)>\s*$/.exec(mailbox) ?? []
  return (inBrackets ?? mailbox).trim()
}
