import { globSync, readFileSync } from 'node:fs'

const steps = globSync('.github/workflows/*.yml').flatMap(file =>
  readFileSync(file, 'utf8')
    .split(/^ {6}- /m)
    .slice(1),
)

const usesOf = (step: string) => /^ *uses: (.+)$/m.exec(step)?.[1] ?? ''

/** A tag can be moved to other code; a commit cannot. */
test('the workflows name the actions of others by commit, with the version', () => {
  const actions = steps.map(usesOf).filter(uses => uses !== '')
  expect(actions.length).toBeGreaterThan(5)
  expect(actions.filter(uses => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))).toEqual([])
})

test('no checkout leaves a token behind: nothing pushes', () => {
  const checkouts = steps.filter(step => usesOf(step).startsWith('actions/checkout@'))
  expect(checkouts).toHaveLength(3)
  expect(checkouts.filter(step => !step.includes('persist-credentials: false'))).toEqual([])
})
