import { XMLParser } from 'fast-xml-parser'
import { malformedXml, notImplemented, s3Error } from './errors.ts'

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

/** An element of the API that is refused by name. */
export const NOT_SIMULATED = 'not simulated'

/** The elements of the API that a request's element may have, by name; `text` has none. */
export type XmlShape = 'text' | typeof NOT_SIMULATED | { readonly [name: string]: XmlShape }

/** Enough for every document of the API: 1,000 keys to delete, each of 1,024 bytes, escaped. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024
const MAX_DEPTH = 16

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
  maxNestedTags: MAX_DEPTH,
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
 * @throws AwsError `MalformedXML` if the body is not XML, or has another root or an element that the API does not know;
 * `NotImplemented` for an element that is not simulated; `MaxMessageLengthExceeded`
 */
export function parseXml(body: Buffer, root: string, shape: XmlShape): XmlElement {
  if (body.length > MAX_DOCUMENT_BYTES) {
    throw s3Error(400, 'MaxMessageLengthExceeded', 'Your request was too large.', {
      MaxMessageLengthBytes: MAX_DOCUMENT_BYTES,
    })
  }
  const parsed = parsedDocument(body.toString('utf8'))[root]
  if (!parsed || typeof parsed === 'string' || parsed.length !== 1) throw malformedXml()
  return checked(parsedElement(parsed[0] as ParsedElement), shape)
}

/** Documents of the API declare no types and entities, which could refer to files or grow without bound. */
function parsedDocument(text: string): ParsedElement {
  if (text.includes('<!DOCTYPE')) throw malformedXml()
  try {
    return PARSER.parse(text, true)
  } catch {
    throw malformedXml()
  }
}

function checked(element: XmlElement, shape: XmlShape): XmlElement {
  for (const name of element.names) {
    const inside = typeof shape === 'object' && Object.hasOwn(shape, name) ? shape[name] : undefined
    if (inside === undefined) throw malformedXml()
    if (inside === NOT_SIMULATED) throw notImplemented(`the element ${name}`)
    for (const child of element.all(name)) checked(child, inside)
  }
  return element
}

function parsedElement({ '#text': text, ...children }: ParsedElement): XmlElement {
  const elements = Object.entries(children).map(
    ([name, repeated]) => [name, (repeated as ParsedElement[]).map(parsedElement)] as const,
  )
  return new XmlElement(withoutReferences(typeof text === 'string' ? text : ''), new Map(elements))
}

/**
 * The element that a client would have sent with this content.
 *
 * @throws AwsError as {@link parseXml}
 */
export function elementOf(content: XmlContent, shape: XmlShape): XmlElement {
  return checked(unchecked(content), shape)
}

function unchecked(content: XmlContent): XmlElement {
  if (typeof content !== 'object' || content instanceof Date)
    return new XmlElement(textOf(content), new Map())
  const elements = Object.entries(content).flatMap(([name, item]: [string, XmlContent]) => {
    const repeated = (isList(item) ? item : [item]).filter(one => one !== undefined)
    return repeated.length > 0 ? [[name, repeated.map(unchecked)] as const] : []
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
