import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { supportedPage } from '../../scripts/supported-page.ts'

const COMMAND = 'npm run supported -w @messaging-on-aws/local-aws'

let page: string

beforeAll(async () => {
  page = await supportedPage()
})

test('docs/supported.md matches the code', async () => {
  const written = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'supported.md'), 'utf8')
  if (written !== page) throw new Error(`local-aws/docs/supported.md is out of date: run "${COMMAND}".`)
})

test('it lists actions and properties, with a reason for properties without effect', () => {
  const [, alarm] = /### AWS::CloudWatch::Alarm\n(.*?)###/s.exec(page) ?? []
  expect(alarm).toContain('`TreatMissingData`')
  expect(alarm).toMatch(/^- `Tags`: \S/m)
  expect(page).toMatch(/^- \*\*sqs\*\*: .*`SendMessage`/m)
  expect(page).toMatch(/^- \*\*s3\*\*: .*`PutObject`/m)
  expect(page).toMatch(/^- \*\*kinesis\*\*: .*`PutRecords`/m)
  expect(page).toMatch(/^- \*\*ses\*\*: .*`SendEmail`/m)
})

test('operations that are only refused by name are not listed', () => {
  expect(page).not.toContain('SendBulkEmail')
})
