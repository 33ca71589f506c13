import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { projectFiles } from '../../../tools/mutate/project-files.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'project-files-'))
  const files = [
    'lambda/mail/mailer.ts',
    'lambda/mail/types.d.ts',
    'lambda/mail/parts/body.ts',
    'lambda/notes.md',
    'lib/stack.ts',
    'test/lambda/mail/mailer.test.ts',
    'test/lambda/mail/rig.ts',
    'test/lambda/rest.test.ts',
    'package/src/sqs/queue.ts',
    'package/src/sqs/generated/model.ts',
    'package/test/sqs/queue.test.ts',
    'docs/notes.md',
  ]
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), '')
  }
})
afterAll(() => rmSync(root, { recursive: true }))

test.each([
  [
    'lambda/mail',
    ['lambda/mail/mailer.ts', 'lambda/mail/parts/body.ts'],
    ['test/lambda/mail/mailer.test.ts'],
  ],
  [
    'lambda/mail/',
    ['lambda/mail/mailer.ts', 'lambda/mail/parts/body.ts'],
    ['test/lambda/mail/mailer.test.ts'],
  ],
  ['lambda/mail/parts', ['lambda/mail/parts/body.ts'], ['test/lambda/mail/mailer.test.ts']],
  ['lambda/mail/mailer.ts', ['lambda/mail/mailer.ts'], ['test/lambda/mail/mailer.test.ts']],
  ['package/src/sqs', ['package/src/sqs/queue.ts'], ['package/test/sqs/queue.test.ts']],
])('the sources of %s, and the tests of the same name', (target, sources, tests) => {
  expect(projectFiles(root, [target], [])).toEqual({ sources, tests })
})

test('other tests, by name', () => {
  const { tests } = projectFiles(root, ['lambda/mail/mailer.ts'], ['test/lambda/rest.test.ts', 'package'])
  expect(tests).toEqual(['package/test/sqs/queue.test.ts', 'test/lambda/rest.test.ts'])
})

test.each([
  [['lambda/mial'], [], 'There is no lambda/mial in '],
  [['../elsewhere'], [], 'There is no ../elsewhere in '],
  [['docs'], [], 'docs holds no source: name a folder of .ts files, such as lambda/mail.'],
  [['lib'], ['docs'], 'docs holds no *.test.ts: name a folder of tests with --tests.'],
  [['lib'], ['test/lib'], 'There is no test/lib in '],
])('%j with the tests %j is refused', (targets, tests, message) => {
  expect(() => projectFiles(root, targets, tests)).toThrow(message)
})
