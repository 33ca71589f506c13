import { PLACEHOLDER, repositoryRunbooks, runbooksIn } from '../../../lib/settings/runbooks-address.ts'

test.each([
  ['https://github.com/owner/name', 'https://github.com/owner/name/blob/main/docs/runbooks'],
  ['git+https://github.com/owner/name.git', 'https://github.com/owner/name/blob/main/docs/runbooks'],
  ['github:owner/name', 'https://github.com/owner/name/blob/main/docs/runbooks'],
  ['https://github.com/owner/namegit', 'https://github.com/owner/namegit/blob/main/docs/runbooks'],
  ['https://a.de/git+b/github:c.git/d', 'https://a.de/git+b/github:c.git/d/blob/main/docs/runbooks'],
  ['http://github.com/owner/name', PLACEHOLDER],
  ['', PLACEHOLDER],
  ['git@github.com:owner/name.git', PLACEHOLDER],
  [undefined, PLACEHOLDER],
])('the runbooks of the repository %s', (repository, address) => {
  expect(runbooksIn(repository)).toBe(address)
})

test('by default they are in the repository that package.json names', () => {
  expect(repositoryRunbooks()).toMatch(/^https:\/\/.*\/docs\/runbooks$/)
})
