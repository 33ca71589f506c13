import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PAGES = 'docs/runbooks'

/** Stands in where package.json names no repository. The deployment says that it leads nowhere. */
export const PLACEHOLDER = `https://example.com/${PAGES}`

const PACKAGE = join(import.meta.dirname, '..', '..', 'package.json')

/** The pages of docs/runbooks in the repository that package.json names. */
export function repositoryRunbooks(): string {
  const { repository } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as {
    repository?: string | { url: string }
  }
  return runbooksIn(typeof repository === 'string' ? repository : repository?.url)
}

/** @param repository as package.json has it: `git+https://github.com/owner/name.git`, or `github:owner/name` */
export function runbooksIn(repository: string | undefined): string {
  const address = repository
    ?.replace(/^git\+/, '')
    .replace(/^github:/, 'https://github.com/')
    .replace(/\.git$/, '')
  return address?.startsWith('https://') ? `${address}/blob/main/${PAGES}` : PLACEHOLDER
}
