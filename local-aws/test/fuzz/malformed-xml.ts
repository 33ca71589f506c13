import type { Random } from '../../src/random.ts'
import { oddText, pick } from './odd-values.ts'

const BOMB = `<!DOCTYPE a [<!ENTITY a "${'a'.repeat(50)}">${Array.from({ length: 8 }, (_, i) => `<!ENTITY a${i} "${`&a${i || ''};`.repeat(10)}">`).join('')}]>`
const EXTERNAL = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

/** Makes one thing in an XML document wrong. */
export function malformXml(text: string, random: Random): string {
  const tags = [...text.matchAll(/<[^>]*>/g)]
  if (tags.length === 0) return pick(['<a/>', '<', '', '<a>', '<a></b>', `${BOMB}<a>&a7;</a>`], random)
  const tag = pick(tags, random)
  const end = tag.index + tag[0].length
  const odd = escaped(oddText(random))
  return pick(
    [
      () => text.slice(0, tag.index) + text.slice(end),
      () => text.slice(0, end) + odd + text.slice(end),
      () => text.slice(0, end) + odd + text.slice(end),
      () => text.slice(0, tag.index) + tag[0] + text.slice(tag.index),
      () => text.replace(/>[^<>]+</, `>${odd}<`),
      () => text.replace(/>[^<>]+</g, `>${odd}<`),
      () => text.replace(/>[^<>]+</g, '><'),
      () => `${text.slice(0, end)}<Unknown>${odd}</Unknown>${text.slice(end)}`,
      () => `${text.slice(0, end)}<__proto__>${odd}</__proto__>${text.slice(end)}`,
      () => `${text.slice(0, end)}<![CDATA[${odd}]]>${text.slice(end)}`,
      () => `${text.slice(0, end)}${'<a>'.repeat(3000)}${'</a>'.repeat(3000)}${text.slice(end)}`,
      () => text.replace(/<\?.*?\?>/, BOMB).replace(/>[^<>]+</, '>&a7;<'),
      () => text.replace(/<\?.*?\?>/, EXTERNAL).replace(/>[^<>]+</, '>&a;<'),
      () => text.slice(0, tag.index),
      () => text.replace(/ xmlns="[^"]*"/, ' xmlns="a" xmlns:b="c" b:type="d"'),
      () => text.repeat(2),
    ],
    random,
  )()
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
