import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { malformedXml } from './errors.ts'

export { malformedXml }

/** The content of an element: an array repeats the element, `undefined` omits it, `''` is an empty element. */
export type XmlContent =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly XmlContent[]
  | { readonly [name: string]: XmlContent }

/** Elements of several names in a given order, such as versions and delete markers. */
export type XmlSequence = readonly (readonly [name: string, content: XmlContent])[]

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** A complete response. */
export function xmlDocument(root: string, content: XmlContent, sequence: XmlSequence = []): string {
  const more = sequence.map(([name, item]) => element(name, item)).join('')
  return `${DECLARATION}<${root} xmlns="${NAMESPACE}">${inner(content)}${more}</${root}>`
}

/** Errors have no namespace. */
export function xmlError(content: XmlContent): string {
  return DECLARATION + element('Error', content)
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return ''
  if (isList(content)) return content.map(item => element(name, item)).join('')
  return `<${name}>${inner(content)}</${name}>`
}

function inner(content: XmlContent): string {
  if (typeof content !== 'object' || content instanceof Date) return escapeText(textOf(content))
  return Object.entries(content)
    .map(([name, item]) => element(name, item))
    .join('')
}

function textOf(content: string | number | boolean | Date | undefined): string {
  return content instanceof Date ? content.toISOString() : String(content ?? '')
}

function isList(content: XmlContent): content is readonly XmlContent[] {
  return Array.isArray(content)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/**
 * XML 1.0 does not allow control characters, not even as references. S3 sends the references anyway, and offers
 * `encoding-type=url`.
 */
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

/** An element of a request, with access to its children by name. */
export class XmlElement {
  /** The text between its tags, including spaces. */
  readonly text: string
  readonly #children: ReadonlyMap<string, readonly XmlElement[]>

  constructor(text: string, children: ReadonlyMap<string, readonly XmlElement[]>) {
    this.text = text
    this.#children = children
  }

  /** @throws AwsError `MalformedXML` if it has a child with another name */
  only(...names: string[]): this {
    for (const name of this.#children.keys()) if (!names.includes(name)) throw malformedXml()
    return this
  }

  all(name: string): readonly XmlElement[] {
    return this.#children.get(name) ?? []
  }

  /** @throws AwsError `MalformedXML` if there are several */
  one(name: string): XmlElement | undefined {
    const found = this.all(name)
    if (found.length > 1) throw malformedXml()
    return found[0]
  }

  /** The names of its children without duplicates. */
  get names(): string[] {
    return [...this.#children.keys()]
  }

  /** @throws AwsError `MalformedXML` if there are several */
  textOf(name: string): string | undefined {
    return this.one(name)?.text
  }

  /** @throws AwsError `MalformedXML` if there is none, or several */
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
 * @throws AwsError `MalformedXML` if the body is not XML or has another root
 */
export function parseXml(body: Buffer, root: string): XmlElement {
  const text = body.toString('utf8')
  if (XMLValidator.validate(text) !== true) throw malformedXml()
  const parsed = (PARSER.parse(text) as ParsedElement)[root]
  if (!parsed || typeof parsed === 'string' || parsed.length !== 1) throw malformedXml()
  return parsedElement(parsed[0] as ParsedElement)
}

function parsedElement({ '#text': text, ...children }: ParsedElement): XmlElement {
  const elements = Object.entries(children).map(
    ([name, repeated]) => [name, (repeated as ParsedElement[]).map(parsedElement)] as const,
  )
  return new XmlElement(withoutReferences(typeof text === 'string' ? text : ''), new Map(elements))
}

/** The element that a client would have sent with this content. */
export function elementOf(content: XmlContent): XmlElement {
  if (typeof content !== 'object' || content instanceof Date)
    return new XmlElement(textOf(content), new Map())
  const elements = Object.entries(content).flatMap(([name, item]: [string, XmlContent]) => {
    const repeated = (isList(item) ? item : [item]).filter(one => one !== undefined)
    return repeated.length > 0 ? [[name, repeated.map(elementOf)] as const] : []
  })
  return new XmlElement('', new Map(elements))
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The parser does not support this: it ignores numeric references and decodes `&amp;lt;` twice. */
function withoutReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()] as string
    const codePoint = hex ? Number.parseInt(hex, 16) : Number(decimal)
    if (codePoint > 0x10ffff) throw malformedXml()
    return String.fromCodePoint(codePoint)
  })
}
