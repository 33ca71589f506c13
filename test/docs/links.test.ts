import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const pages = globSync(['*.md', '{docs,local-aws/docs}/**/*.md', 'local-aws/*.md'])

/** What a page links to in this repository, seen from its root. */
function linksOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) =>
    join(dirname(page), target as string),
  )
}

test.each(pages)('what %s links to is there', page => {
  expect(linksOf(page).filter(target => !existsSync(target))).toEqual([])
})
