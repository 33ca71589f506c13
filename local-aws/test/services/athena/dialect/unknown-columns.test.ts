import { DialectRig } from './dialect-rig.ts'

const rig = new DialectRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** @own not documented by AWS: the words for a column that no table has */
test.each([
  'SELECT nonsense FROM (VALUES 1) AS t(a)',
  'SELECT a FROM (VALUES 1) AS t(a) WHERE nonsense = 1',
  'SELECT t.nonsense FROM (VALUES 1) AS t(a)',
  'SELECT nonsense.a FROM (VALUES 1) AS t(a)',
])('a column that no table has, wherever it is: %s', async statement => {
  expect(await rig.failure(statement)).toMatch(/^COLUMN_NOT_FOUND: .*Column 'nonsense' cannot be resolved/)
})
