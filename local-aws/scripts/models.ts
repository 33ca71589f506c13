import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serviceModels } from './service-models.ts'

const directory = join(import.meta.dirname, '..', 'src', 'api', 'model', 'generated')

for (const [name, source] of await serviceModels()) await writeFile(join(directory, name), source)
