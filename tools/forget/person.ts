import { createHash } from 'node:crypto'
import { domainToASCII, domainToUnicode } from 'node:url'
import { UsageError } from '../terminal/command-line.ts'

/** As the shop's contract has it: a customer's id holds no `@`, and so is no address. */
const CUSTOMER = /^[A-Za-z0-9._:-]{1,128}$/
/** Whose all purchases are that are forgotten: it is nobody's id. */
export const NOBODY = 'forgotten'
const ADDRESS = /^[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9.\u0080-\u{10FFFF}-]{1,253}$/u

/** Somebody who is to be forgotten: ids of a customer, and e-mail addresses, that are one person. */
export class Person {
  readonly customers: ReadonlySet<string>
  /** In lower case, with the domain in Punycode: what all spellings of an address have in common. */
  readonly mailboxes: ReadonlySet<string>

  /** @throws UsageError for what is neither an id nor an address, and for the id that stands for nobody */
  constructor(identifiers: readonly string[]) {
    if (identifiers.includes(NOBODY)) {
      throw new UsageError(
        `"${NOBODY}" is no customer: the purchases of all who are forgotten have this id. Give the id that the ` +
          'customer has in the shop.',
      )
    }
    for (const each of identifiers) {
      if (CUSTOMER.test(each) || (ADDRESS.test(each) && mailboxOf(each) !== undefined)) continue
      // It is not quoted: it may be an address that was mistyped, and this text may end in a log.
      throw new UsageError(
        `forget takes ids of customers (letters, digits and . _ : -, at most 128) and e-mail addresses such as ` +
          `ada@mail.example. What was given at place ${identifiers.indexOf(each) + 1} is neither.`,
      )
    }
    this.customers = new Set(identifiers.filter(each => !each.includes('@')))
    this.mailboxes = new Set(identifiers.flatMap(each => mailboxOf(each) ?? []))
  }

  owns(address: string | undefined): boolean {
    const mailbox = address === undefined ? undefined : mailboxOf(address)
    return mailbox !== undefined && this.mailboxes.has(mailbox)
  }

  /** How a mailbox may be spelled in a text, in lower case. */
  get spellings(): string[] {
    return [...this.mailboxes].flatMap(mailbox => {
      const [local, domain] = mailbox.split('@') as [string, string]
      return [mailbox, `${local}@${domainToUnicode(domain)}`]
    })
  }

  /** What may be written down of it: neither an id nor an address can be read from these. */
  get labels(): string[] {
    return [
      ...[...this.customers].map(id => `customer ${digest(id)}`),
      ...[...this.mailboxes].map(mailbox => `address ${digest(mailbox)}`),
    ]
  }
}

function mailboxOf(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const domain = at < 1 ? '' : domainToASCII(address.slice(at + 1))
  return domain === '' ? undefined : `${address.slice(0, at)}@${domain}`.toLowerCase()
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
