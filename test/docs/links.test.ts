import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const pages = globSync(['*.md', '{docs,local-aws/docs}/**/*.md', 'local-aws/*.md'], { cwd: ROOT })
const inGit = new Set(
  execFileSync('git', ['ls-files', '--cached', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0'),
)

interface Link {
  /** As it is written. */
  target: string
  /** From the root of the repository; undefined for another site. */
  file: string | undefined
  anchor: string | undefined
}

/** Links and pictures, also those in HTML; what stands in code is none. */
function linksOf(page: string): Link[] {
  const text = withoutCode(readFileSync(join(ROOT, page), 'utf8'))
  const inline = [...text.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)/g)]
  const definitions = [...text.matchAll(/^\[[^\]]+\]:\s+(\S+)$/gm)]
  const attributes = [...text.matchAll(/<(?:a|img|source)\b[^>]*\b(?:href|src|srcset)="([^"]+)"/g)]
  return [...inline, ...definitions, ...attributes].map(([, target = '']) => {
    if (/^[a-z]+:/i.test(target)) return { target, file: undefined, anchor: undefined }
    const [path, anchor] = target.split('#')
    return { target, file: path ? normalize(join(dirname(page), path)) : page, anchor }
  })
}

function withoutCode(text: string): string {
  return text.replaceAll(/^( *)```.*?^\1```/gms, '').replaceAll(/`[^`\n]*`/g, '')
}

/** The anchors that GitHub gives the headings of a page: a second one of the same text ends with -1. */
function anchorsOf(page: string): Set<string> {
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(/^( *)```.*?^\1```/gms, '')
  const anchors = new Set<string>()
  const seen = new Map<string, number>()
  for (const [, heading = ''] of text.matchAll(/^#{1,6} +(.+)$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
    const copies = seen.get(anchor) ?? 0
    seen.set(anchor, copies + 1)
    anchors.add(copies === 0 ? anchor : `${anchor}-${copies}`)
  }
  return anchors
}

/** A folder is there when something in it is. */
function isInGit(path: string): boolean {
  const folder = `${path.replace(/\/$/, '')}/`
  return inGit.has(path) || [...inGit].some(file => file.startsWith(folder))
}

test('the pages a stranger opens first are among those that are checked', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', join('docs', 'choosing.md')]))
})

test.each(pages)('every link and picture in %s leads to a file in git', page => {
  const missing = linksOf(page).filter(({ file }) => file !== undefined && !isInGit(file))
  expect(missing.map(({ target }) => target)).toEqual([])
})

test.each(pages)('every anchor in the links of %s is a heading of the page that it leads to', page => {
  const lost = linksOf(page).filter(({ file, anchor }) => {
    return file?.endsWith('.md') && anchor !== undefined && !anchorsOf(file).has(anchor)
  })
  expect(lost.map(({ target }) => target)).toEqual([])
})

test.each(pages)('every link of %s to another site is a URL with HTTPS, or an address', page => {
  const odd = linksOf(page).filter(({ target, file }) => {
    return file === undefined && !(URL.canParse(target) && /^(https:|mailto:)/.test(target))
  })
  expect(odd.map(({ target }) => target)).toEqual([])
})
