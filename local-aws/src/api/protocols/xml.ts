import type { Member, Shape, Structure } from '../model/input-shape.ts'

/**
 * The members of an output as XML elements in `awsQuery` format. Undefined members are omitted.
 *
 * @param value in its JSON form: times in seconds, blobs as base64 text
 * @throws Error for a member that the model does not have: a defect of the service
 */
export function membersToXml(value: object, { name, members }: Structure): string {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => {
      const member = members[key]
      if (!member) throw new Error(`The model has no member ${key} of ${name}.`)
      return memberToXml(member.xmlName ?? key, item, member)
    })
    .join('')
}

/** An element with text. */
export function elementOf(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`
}

function memberToXml(name: string, value: unknown, { shape, flattened }: Member): string {
  if (flattened && shape.type === 'list') return itemsToXml(value as unknown[], shape.member, name)
  if (flattened && shape.type === 'map') return entriesToXml(value as object, shape, name)
  return `<${name}>${contentToXml(value, shape)}</${name}>`
}

function contentToXml(value: unknown, shape: Shape): string {
  switch (shape.type) {
    case 'structure':
      return membersToXml(value as object, shape)
    case 'list':
      return itemsToXml(value as unknown[], shape.member, shape.memberName ?? 'member')
    case 'map':
      return entriesToXml(value as object, shape, 'entry')
    case 'timestamp':
      return new Date((value as number) * 1000).toISOString()
    default:
      return escapeText(String(value))
  }
}

function itemsToXml(items: readonly unknown[], shape: Shape, name: string): string {
  return items.map(item => `<${name}>${contentToXml(item, shape)}</${name}>`).join('')
}

function entriesToXml(map: object, shape: Shape & { type: 'map' }, name: string): string {
  const [keyName, valueName] = shape.entryNames ?? ['key', 'value']
  return Object.entries(map)
    .map(([key, value]) => {
      const content = contentToXml(value, shape.value)
      return `<${name}>${elementOf(keyName, key)}<${valueName}>${content}</${valueName}></${name}>`
    })
    .join('')
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
