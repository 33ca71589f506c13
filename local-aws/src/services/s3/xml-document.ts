import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { malformedXml } from './errors.ts'

export { malformedXml }

/** What an element holds: an array is the element repeated, `undefined` leaves it out, `''` is an empty one. */
export type XmlContent =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent }

/** Elements of several names in one order: versions and delete markers. */
export type XmlSequence = readonly (readonly [name: string, content: XmlContent])[]

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** A whole answer. */
export function xmlDocument(root: string, content: XmlContent, sequence: XmlSequence = []): string {
  const more = sequence.map(([name, item]) => element(name, item)).join('')
  return `${DECLARATION}<${root} xmlns="${NAMESPACE}">${inner(content)}${more}</${root}>`
}

/** An error stands in no namespace. */
export function xmlError(content: XmlContent): string {
  return DECLARATION + element('Error', content)
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return ''
  if (isList(content)) return content.map(item => element(name, item)).join('')
  return `<${name}>${inner(content)}</${name}>`
}

function inner(content: XmlContent): string {
  if (content === undefined) return ''
  if (content instanceof Date) return content.toISOString()
  if (typeof content !== 'object') return escapeText(String(content))
  return Object.entries(content)
    .map(([name, item]) => element(name, item))
    .join('')
}

function isList(content: XmlContent): content is readonly XmlContent[] {
  return Array.isArray(content)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML 1.0 has no control characters, not even by reference: S3 sends the references, and offers `encoding-type=url`. */
function escapeText(text: string): string {
  const special = /[&<>"]|[^\P{Cc}\t\n]/gu
  return text.replace(
    special,
    character => ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  )
}

type ParsedElement = { [name: string]: ParsedElement[] | string }

const PARSER = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  processEntities: false,
  alwaysCreateTextNode: true,
  isArray: () => true,
})

/** An element of a request, by the names of its children. */
export class XmlElement {
  readonly #children: ReadonlyMap<string, readonly ParsedElement[]>
  /** What stands between its tags, spaces included. */
  readonly text: string

  constructor(parsed: ParsedElement) {
    const entries = Object.entries(parsed)
    this.#children = new Map(
      entries.filter((entry): entry is [string, ParsedElement[]] => typeof entry[1] !== 'string'),
    )
    this.text = withoutReferences(typeof parsed['#text'] === 'string' ? parsed['#text'] : '')
  }

  /** @throws AwsError `MalformedXML` where it has a child of another name */
  only(...names: string[]): this {
    for (const name of this.#children.keys()) if (!names.includes(name)) throw malformedXml()
    return this
  }

  all(name: string): XmlElement[] {
    return (this.#children.get(name) ?? []).map(child => new XmlElement(child))
  }

  /** @throws AwsError `MalformedXML` where there are several */
  one(name: string): XmlElement | undefined {
    const found = this.all(name)
    if (found.length > 1) throw malformedXml()
    return found[0]
  }

  /** Of its children, each once. */
  get names(): string[] {
    return [...this.#children.keys()]
  }

  /** @throws AwsError `MalformedXML` where there are several */
  textOf(name: string): string | undefined {
    return this.one(name)?.text
  }

  /** @throws AwsError `MalformedXML` where there is none, or several */
  requiredTextOf(name: string): string {
    const text = this.textOf(name)
    if (text === undefined) throw malformedXml()
    return text
  }

  textsOf(name: string): string[] {
    return this.all(name).map(({ text }) => text)
  }
}

/**
 * The root element of a request's body.
 *
 * @throws AwsError `MalformedXML` where the body is no XML or has another root
 */
export function parseXml(body: Buffer, root: string): XmlElement {
  const text = body.toString('utf8')
  if (XMLValidator.validate(text) !== true) throw malformedXml()
  const parsed = (PARSER.parse(text) as ParsedElement)[root]
  if (!parsed || typeof parsed === 'string' || parsed.length !== 1) throw malformedXml()
  return new XmlElement(parsed[0] as ParsedElement)
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Done here, since the parser leaves numeric references alone, and reads `&amp;lt;` twice. */
function withoutReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()] as string
    const codePoint = hex ? Number.parseInt(hex, 16) : Number(decimal)
    if (codePoint > 0x10ffff) throw malformedXml()
    return String.fromCodePoint(codePoint)
  })
}
