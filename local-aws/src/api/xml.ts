/**
 * The content of an XML element in `awsQuery` format: objects are elements, arrays are lists of `member`, a `Map` is a
 * map of `entry`, a `Date` is ISO 8601, and undefined values are omitted.
 */
export function toXml(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(item => `<member>${toXml(item)}</member>`).join('')
  if (value instanceof Map) {
    return [...value]
      .map(([key, item]) => `<entry><key>${escapeText(key)}</key><value>${toXml(item)}</value></entry>`)
      .join('')
  }
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${toXml(item)}</${name}>`)
      .join('')
  }
  return escapeText(String(value))
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"\r]/g, character => ENTITIES[character] as string)
}
