import type { Random } from '../../src/random.ts'
import { oddText, pick } from './odd-values.ts'

const ENDINGS = [
  '.1',
  '.member.1',
  '.member.0',
  '.member.-1',
  '.member.999999999',
  '.member.1.member.1',
  '.entry.1.key',
  '.entry.1.value',
  '.entry.999999999.key',
  '.__proto__',
  '.__proto__.a',
  '.constructor.prototype.a',
  '.',
  '..',
  '.'.repeat(5000),
]

/** Makes one thing in a form wrong: `Action=…&A.member.1=…`. */
export function malformForm(text: string, random: Random): string {
  const pairs = text.split('&')
  const index = random.integer(pairs.length)
  const [name = '', value = ''] = (pairs[index] ?? '').split('=')
  const odd = encodeURIComponent(oddText(random))
  const changed = pick(
    [
      [],
      [`${name}=${odd}`],
      [`${name}=${odd}`],
      [`${name}=${odd}`],
      [`${name}=${value}`, `${name}=${odd}`],
      [`${name}${pick(ENDINGS, random)}=${value}`],
      [`${name}=${value}`, `${name}${pick(ENDINGS, random)}=${odd}`],
      [`${name.replace(/\.\d+/, pick(ENDINGS, random))}=${value}`],
      [`${name.replace(/\.(member|entry)\.\d+/, '')}=`],
      [`${name}=%ff%`],
      [name],
      [`${name}=${value}`, `${pick(['Unknown', '__proto__', 'constructor', '', 'toString'], random)}=${odd}`],
    ],
    random,
  )
  return [...pairs.slice(0, index), ...changed, ...pairs.slice(index + 1)].join('&')
}
