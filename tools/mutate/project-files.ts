import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { MutationError } from './mutation-error.ts'

/** What is measured, as paths from the root of the project, with `/`. */
export interface ProjectFiles {
  /** The sources to change. */
  sources: readonly string[]
  /** The test files that must notice. */
  tests: readonly string[]
}

/**
 * @param root the project
 * @param targets folders and files, from `root`
 * @param tests folders and files, from `root`; where empty, those that mirror the targets
 * @throws MutationError if one does not exist, holds no source or no test
 */
export function projectFiles(
  root: string,
  targets: readonly string[],
  tests: readonly string[],
): ProjectFiles {
  const sources = targets.flatMap(target => {
    const found = filesOf(root, target).filter(isSource)
    if (found.length > 0) return found
    throw new MutationError(`${target} holds no source: name a folder of .ts files, such as lambda/mail.`)
  })
  const folders = tests.length > 0 ? tests : targets.map(target => mirrorOf(root, target))
  const found = folders.flatMap(folder => {
    const files = filesOf(root, folder).filter(isTest)
    if (files.length > 0) return files
    throw new MutationError(`${folder} holds no *.test.ts: name a folder of tests with --tests.`)
  })
  return { sources: [...new Set(sources)].toSorted(), tests: [...new Set(found)].toSorted() }
}

/**
 * The tests of a folder: the folder of the same name below `test`, or the closest one above it that holds tests.
 *
 * @throws MutationError
 */
function mirrorOf(root: string, target: string): string {
  const path = fromRoot(root, target)
  const inPackage = /^(.+\/)?src(\/.*)?$/.exec(path)
  const tests = inPackage ? join(inPackage[1] ?? '', 'test') : 'test'
  const folder = inPackage ? (inPackage[2] ?? '') : path
  for (let at = join(tests, folder); at.startsWith(tests); at = dirname(at)) {
    if (existsSync(join(root, at)) && filesOf(root, at).some(isTest)) return at
  }
  throw new MutationError(`No folder in ${tests} is named after ${target}: name its tests with --tests.`)
}

function filesOf(root: string, path: string): string[] {
  const from = fromRoot(root, path)
  const absolute = join(root, from)
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (!stats || from.startsWith('..'))
    throw new MutationError(`There is no ${path} in ${root}: name a folder or a file of the project.`)
  if (stats.isFile()) return [from]
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => fromRoot(root, join(entry.parentPath, entry.name)))
}

function isSource(path: string): boolean {
  return /\.ts$/.test(path) && !/\.(d|test)\.ts$|(^|\/)(node_modules|generated|test)\//.test(path)
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts') && !path.includes('node_modules/')
}

function fromRoot(root: string, path: string): string {
  return relative(root, resolve(root, path)).split(sep).join('/')
}
