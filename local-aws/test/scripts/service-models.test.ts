import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serviceModels } from '../../scripts/service-models.ts'

const DIRECTORY = join(import.meta.dirname, '..', '..', 'src', 'api', 'model', 'generated')
const COMMAND = 'npm run models -w @messaging-on-aws/local-aws'

/** @own generated models */
test('src/api/model/generated matches the installed SDK and the simulated operations', async () => {
  const models = await serviceModels()

  expect((await readdir(DIRECTORY)).sort()).toEqual([...models.keys()].sort())
  for (const [name, source] of models) {
    const written = await readFile(join(DIRECTORY, name), 'utf8')
    if (written !== source)
      throw new Error(`src/api/model/generated/${name} is out of date: run "${COMMAND}".`)
  }
})
