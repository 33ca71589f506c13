import type { Bucket } from '../bucket.ts'
import type { LiveVersion } from '../object-version.ts'
import type { XmlElement } from '../xml-document.ts'

const DAY_MS = 24 * 60 * 60 * 1000

interface Expiration {
  ruleId: string
  /** In ms since the epoch. */
  at: number
}

/**
 * The header `x-amz-expiration`: when a lifecycle rule would delete the object, by the rule that would do so first. It is
 * only announced here: nothing expires.
 */
export function expirationHeader(bucket: Bucket, version: LiveVersion): Record<string, string> {
  if (bucket.latest(version.key) !== version) return {}
  const expirations: Expiration[] = (bucket.settings.lifecycle ?? []).flatMap(({ id, element }) => {
    const at = applies(element, version) ? expiryOf(element, version.lastModified) : undefined
    return at === undefined ? [] : [{ ruleId: id, at }]
  })
  const [first] = expirations.sort((a, b) => a.at - b.at)
  if (!first) return {}
  const date = new Date(first.at).toUTCString()
  return { 'x-amz-expiration': `expiry-date="${date}", rule-id="${encodeURIComponent(first.ruleId)}"` }
}

/** "adding the number of days … and rounding the resulting time to the next day at midnight UTC". */
function expiryOf(rule: XmlElement, lastModified: number): number | undefined {
  const expiration = rule.one('Expiration')
  const date = expiration?.textOf('Date')
  if (date !== undefined) return Date.parse(date)
  const days = expiration?.textOf('Days')
  return days === undefined ? undefined : (Math.floor(lastModified / DAY_MS) + Number(days) + 1) * DAY_MS
}

function applies(rule: XmlElement, { key, object }: LiveVersion): boolean {
  if (rule.textOf('Status') !== 'Enabled') return false
  const filter = rule.one('Filter')
  const conditions = filter?.one('And') ?? filter
  const prefix = conditions?.textOf('Prefix') ?? rule.textOf('Prefix') ?? ''
  const above = conditions?.textOf('ObjectSizeGreaterThan')
  const below = conditions?.textOf('ObjectSizeLessThan')
  const size = object.content.length
  return (
    key.startsWith(prefix) &&
    (above === undefined || size > Number(above)) &&
    (below === undefined || size < Number(below)) &&
    (conditions?.all('Tag') ?? []).every(
      tag => object.tags.get(tag.textOf('Key') ?? '') === tag.textOf('Value'),
    )
  )
}
