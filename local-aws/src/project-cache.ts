import { existsSync } from 'node:fs'
import { join } from 'node:path'

const MODULES = join(process.cwd(), 'node_modules')

/** Where the command keeps compiled code between its runs; undefined outside a project, which has no place for it. */
export const PROJECT_CACHE = existsSync(MODULES) ? join(MODULES, '.cache', 'local-aws') : undefined
