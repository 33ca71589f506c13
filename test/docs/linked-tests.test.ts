import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const pages = globSync(['*.md', '{docs,local-aws/docs}/**/*.md', 'local-aws/*.md']).filter(
  page => linkedTests(page).length > 0,
)

interface LinkedTest {
  title: string
  file: string
}

/** The tests that a page cites: links to test files, whose text is the title of a test in them. */
function linkedTests(page: string): LinkedTest[] {
  const links = readFileSync(page, 'utf8').matchAll(/\[([^\]]+)\]\(([^)#\s]+\.test\.ts)\)/g)
  return [...links].map(([, title, target]) => ({
    title: title as string,
    file: join(dirname(page), target as string),
  }))
}

/** The first arguments of `test`, `describe` and their `each`, as they are written. */
function titlesIn(source: string): string[] {
  const titles = source.matchAll(
    /(?:\b(?:test|describe)|\))\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g,
  )
  return [...titles].map(([, single, double]) => (single ?? double ?? '').replaceAll(/\\(.)/g, '$1'))
}

test('pages cite tests', () => {
  expect(pages).toContain(join('docs', 'choosing.md'))
})

test.each(pages)('each test that %s cites is there, under the title that it gives', page => {
  const missing = linkedTests(page).filter(({ title, file }) => {
    return !titlesIn(readFileSync(file, 'utf8')).includes(title)
  })
  expect(missing).toEqual([])
})
