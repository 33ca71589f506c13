import { invalidArgument, invalidRequest, malformedXml } from '../errors.ts'
import type { XmlContent, XmlElement } from '../xml-document.ts'

const TAG = { Key: 'text', Value: 'text' } as const
const OBJECT_SIZES = { ObjectSizeGreaterThan: 'text', ObjectSizeLessThan: 'text' } as const

/** The element `LifecycleConfiguration`. */
export const LIFECYCLE = {
  Rule: {
    ID: 'text',
    Status: 'text',
    Prefix: 'text',
    Filter: {
      Prefix: 'text',
      Tag: TAG,
      ...OBJECT_SIZES,
      And: { Prefix: 'text', Tag: TAG, ...OBJECT_SIZES },
    },
    Expiration: { Date: 'text', Days: 'text', ExpiredObjectDeleteMarker: 'text' },
    Transition: { Date: 'text', Days: 'text', StorageClass: 'text' },
    NoncurrentVersionExpiration: { NoncurrentDays: 'text', NewerNoncurrentVersions: 'text' },
    NoncurrentVersionTransition: {
      NoncurrentDays: 'text',
      NewerNoncurrentVersions: 'text',
      StorageClass: 'text',
    },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 'text' },
  },
} as const

/** A rule of a lifecycle configuration, as in its document: it is stored, returned and announced, but never executed. */
export interface LifecycleRule {
  id: string
  /** The rule's document. */
  element: XmlElement
}

export type LifecycleConfiguration = readonly LifecycleRule[]

/** "You can have up to 1,000 rules" (User Guide, "Lifecycle configuration elements"). */
const MAX_RULES = 1000
const MAX_ID_CHARACTERS = 255
const DAY_MS = 24 * 60 * 60 * 1000

/** "You must specify at least one action in a rule." */
const ACTIONS = [
  'AbortIncompleteMultipartUpload',
  'Expiration',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransition',
  'Transition',
]

/**
 * @param newId creates the id of a rule without one: "If you don't specify an ID, a unique value is assigned"
 * @throws AwsError `MalformedXML`, `InvalidArgument`, `InvalidRequest`
 */
export function lifecycleRules(configuration: XmlElement, newId: () => string): LifecycleConfiguration {
  const rules = configuration.all('Rule')
  if (rules.length === 0 || rules.length > MAX_RULES) throw malformedXml()
  const ids = new Set<string>()
  return rules.map(rule => {
    checkRule(rule)
    const id = rule.textOf('ID') || newId()
    if (ids.has(id)) {
      throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', id)
    }
    ids.add(id)
    return { id, element: rule }
  })
}

function checkRule(rule: XmlElement): void {
  const id = rule.textOf('ID')
  if (id !== undefined && id.length > MAX_ID_CHARACTERS) {
    throw invalidArgument(`ID length should not exceed allowed limit of ${MAX_ID_CHARACTERS}`, 'ID', id)
  }
  if (!['Enabled', 'Disabled'].includes(rule.requiredTextOf('Status'))) throw malformedXml()
  if (Boolean(rule.one('Filter')) === Boolean(rule.one('Prefix'))) throw malformedXml()
  checkFilter(rule)
  for (const expiration of rule.all('Expiration')) checkExpiration(expiration)
  if (rule.all('NoncurrentVersionExpiration').some(({ names }) => names.length === 0)) throw malformedXml()
  if (!ACTIONS.some(action => rule.names.includes(action))) {
    throw invalidRequest('At least one action needs to be specified in a rule')
  }
  for (const name of ['Days', 'NoncurrentDays', 'DaysAfterInitiation']) {
    for (const action of ACTIONS.flatMap(each => rule.all(each))) checkDays(name, action.textOf(name), action)
  }
}

/** "A Filter must have exactly one of Prefix, Tag, … or And." */
function checkFilter(rule: XmlElement): void {
  const filter = rule.one('Filter')
  if (filter && filter.names.length > 1) throw malformedXml()
  const keys = (filter?.one('And') ?? filter)?.all('Tag').map(tag => tag.requiredTextOf('Key')) ?? []
  if (new Set(keys).size < keys.length) throw invalidRequest('Duplicate Tag Keys are not allowed.')
}

function checkExpiration(expiration: XmlElement): void {
  if (expiration.names.length !== 1) throw malformedXml()
  const date = expiration.textOf('Date')
  if (date === undefined) return
  const time = Date.parse(date)
  if (Number.isNaN(time)) throw malformedXml()
  if (time % DAY_MS !== 0) throw invalidArgument("'Date' must be at midnight GMT", 'Date', date)
}

/** "The value must be a non-zero positive integer"; 0 is valid for a transition. */
function checkDays(name: string, days: string | undefined, action: XmlElement): void {
  if (days === undefined) return
  const least = action.one('StorageClass') ? 0 : 1
  if (/^\d+$/.test(days) && Number(days) >= least) return
  throw invalidArgument(`'${name}' must be a positive integer`, name, days)
}

function contentOf(element: XmlElement): XmlContent {
  if (element.names.length === 0) return element.text
  return Object.fromEntries(element.names.map(name => [name, element.all(name).map(contentOf)]))
}

/** The rules as `GetBucketLifecycleConfiguration` returns them. */
export function lifecycleXml(rules: LifecycleConfiguration): XmlContent {
  return {
    Rule: rules.map(({ id, element }) => ({ ...(contentOf(element) as Record<string, XmlContent>), ID: id })),
  }
}
