import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { supportedPage } from './supported-page.ts'

await writeFile(join(import.meta.dirname, '..', 'docs', 'supported.md'), await supportedPage())
