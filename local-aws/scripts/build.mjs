/* What the package holds instead of its sources: `dist`, with JavaScript and declarations. */
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)

// What runs in the processes of functions is JavaScript already.
cpSync(join(root, 'src', 'services', 'lambda'), join(dist, 'services', 'lambda'), {
  recursive: true,
  filter: source => !source.endsWith('.ts'),
})
