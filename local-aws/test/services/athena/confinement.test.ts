import { existsSync, readdirSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { AthenaRig } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** The directory of this process for temporary files. */
const TEMPORARY = join(tmpdir(), `local-aws-${hostname()}-${process.pid}`)

function temporaryDirectories(): string[] {
  return existsSync(TEMPORARY) ? readdirSync(TEMPORARY).filter(name => name.startsWith('athena-')) : []
}

/** @own the confinement of queries */
test.each([
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM '/etc/passwd'",
  'SELECT * FROM "/etc/passwd"',
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT read_text('/etc/passwd')",
  "SELECT * FROM TABLE(read_text('/etc/passwd'))",
  "SELECT content FROM UNNEST(read_text('/etc/passwd'))",
  "SELECT * FROM glob('/*')",
  "SELECT getenv('HOME')",
  "SELECT current_setting('temp_directory')",
  'SELECT * FROM duckdb_settings()',
  'SELECT * FROM duckdb_settings',
  'SELECT * FROM pragma_database_list',
  'SELECT * FROM sqlite_master',
  'SELECT * FROM information_schema.tables',
  "COPY (SELECT 1) TO '/tmp/leak.csv'",
  "ATTACH '/tmp/leak.db'",
  'INSTALL httpfs',
  'LOAD httpfs',
  'PRAGMA database_list',
  'SET enable_external_access = true',
  "EXPORT DATABASE '/tmp/leak'",
  "CREATE TABLE leak AS SELECT * FROM read_text('/etc/passwd')",
  "SELECT 1; COPY (SELECT 1) TO '/tmp/leak.csv'",
])('%s does not run', async statement => {
  await expect(rig.rows(statement)).rejects.toThrow()
  expect(existsSync('/tmp/leak.csv') || existsSync('/tmp/leak.db') || existsSync('/tmp/leak')).toBe(false)
})

/** @own the confinement of queries */
test('a query leaves no file behind, whether it succeeds or fails', async () => {
  await rig.table('kept', { id: 'string' })
  await rig.put('kept/a.json', [{ id: 'a' }])
  await rig.rows('SELECT id FROM kept WHERE id IS NOT NULL')
  await rig.run('SELECT nothing FROM kept')
  expect(temporaryDirectories()).toEqual([])
})
