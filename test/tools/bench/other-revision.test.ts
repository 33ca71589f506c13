import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OtherRevision } from '../../../tools/bench/other-revision.ts'

const signal = new AbortController().signal
let repository: string
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'repository-'))
  git('init', '--quiet')
  write('package-lock.json', '{}')
  write('said.txt', 'before')
  commit()
  write('said.txt', 'after')
  commit()
  write('said.txt', 'not committed')
  mkdirSync(join(repository, 'node_modules'))
  write('node_modules/dependency.js', 'export {}')
})
afterEach(() => rmSync(repository, { recursive: true }))

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgSign=false']
  return execFileSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8' })
}

function write(file: string, text: string): void {
  writeFileSync(join(repository, file), text)
}

function commit(): void {
  git('add', 'package-lock.json', 'said.txt')
  git('commit', '--quiet', '--message', 'A change')
}

test('is laid out with its files and the dependencies of the checkout, and leaves nothing behind', async () => {
  const status = git('status', '--porcelain')
  const revision = await OtherRevision.layOut(repository, 'HEAD~1', signal)
  expect(git('rev-parse', 'HEAD~1')).toContain(revision.name)
  expect(readFileSync(join(revision.directory, 'said.txt'), 'utf8')).toBe('before')
  expect(existsSync(join(revision.directory, 'node_modules/dependency.js'))).toBe(true)

  revision.remove()
  expect(existsSync(revision.directory)).toBe(false)
  expect(existsSync(join(repository, 'node_modules/dependency.js'))).toBe(true)
  expect(git('status', '--porcelain')).toBe(status)
})

test.each(['HEAD~7', 'no-such-branch', '--all', 'HEAD:said.txt'])('%s is not a revision', async name => {
  await expect(OtherRevision.layOut(repository, name, signal)).rejects.toThrow(
    `This repository has no revision ${name}: name a commit`,
  )
})

test('reports a missing repository', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'no-repository-'))
  try {
    const laidOut = OtherRevision.layOut(bare, 'HEAD', signal)
    await expect(laidOut).rejects.toThrow('Git cannot look for the revision HEAD')
  } finally {
    rmSync(bare, { recursive: true })
  }
})

test('leaves nothing behind if its dependencies cannot be installed', async () => {
  write('package-lock.json', 'no lock file')
  commit()
  write('package-lock.json', '{}')
  const scratch = mkdtempSync(join(tmpdir(), 'scratch-'))
  const { TMPDIR } = process.env
  process.env.TMPDIR = scratch
  try {
    await expect(OtherRevision.layOut(repository, 'HEAD', signal)).rejects.toThrow('npm ci')
    expect(readdirSync(scratch)).toEqual([])
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    rmSync(scratch, { recursive: true })
  }
})
