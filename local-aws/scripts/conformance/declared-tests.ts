import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import {
  type CallExpression,
  forEachLeadingCommentRange,
  isCallExpression,
  isExpressionStatement,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isStringLiteral,
  isTemplateExpression,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'
import { fault, type Source, sourcesOf } from './source-tags.ts'

export const PACKAGE = join(import.meta.dirname, '..', '..')
const SERVICES = join('test', 'services')

/** The service of tests that are of more than one. */
const SEVERAL = 'several services'

/** A project that TypeScript has only to parse: without what the tests import. */
const TESTS_ALONE = JSON.stringify({
  compilerOptions: { noResolve: true, noLib: true, types: [] },
  include: ['test/**/*.test.ts'],
})

/** A call of `test` or `test.each`. */
export interface DeclaredTest {
  /** The folder in `test/services`, SEVERAL for a file beside these, or undefined for tests of other parts. */
  service: string | undefined
  /** From the package's root. */
  file: string
  /** The lines, from 1, that Jest may give for a case of it. */
  lines: { first: number; last: number }
  /** With those of the describes around it; placeholders of `each` are as written. */
  title: string
  sources: readonly Source[]
}

/** The tests of the package, and what is wrong with their tags. */
export interface Declared {
  tests: readonly DeclaredTest[]
  faults: readonly string[]
}

export async function serviceNames(): Promise<string[]> {
  const entries = await readdir(join(PACKAGE, SERVICES), { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** @param service only the tests of this service */
export function declaredTests(service: string | undefined): Declared {
  const tests: DeclaredTest[] = []
  const faults: string[] = []
  for (const sourceFile of testFiles(service)) {
    const reader = new TestReader(sourceFile)
    tests.push(...reader.tests)
    faults.push(...reader.faults)
  }
  return { tests, faults }
}

function* testFiles(service: string | undefined): Iterable<SourceFile> {
  const config = join(PACKAGE, 'tsconfig.tests-alone.json')
  const api = new API({ cwd: PACKAGE, fs: { readFile: name => (name === config ? TESTS_ALONE : undefined) } })
  try {
    const program = api.updateSnapshot({ openProjects: [config] }).getProject(config)?.program
    if (!program) throw new Error('TypeScript opens no project of tests.')
    const directory = join(PACKAGE, service === undefined ? 'test' : join(SERVICES, service)) + sep
    for (const name of program.getSourceFileNames()) {
      if (!name.startsWith(directory) || !name.endsWith('.test.ts')) continue
      const sourceFile = program.getSourceFile(name)
      if (sourceFile) yield sourceFile
    }
  } finally {
    api.close()
  }
}

function serviceOf(file: string): string | undefined {
  const path = relative(join(PACKAGE, SERVICES), file).split(sep)
  if (path[0] === '..') return undefined
  return path.length === 1 ? SEVERAL : path[0]
}

interface Scope {
  titles: readonly string[]
  sources: readonly Source[]
}

/** Reads one file. */
class TestReader {
  readonly tests: DeclaredTest[] = []
  readonly faults: string[] = []
  readonly #source: SourceFile
  readonly #file: string
  readonly #service: string | undefined
  /** Where comments begin. */
  readonly #comments = new Map<number, { end: number; isRead: boolean }>()

  constructor(source: SourceFile) {
    this.#source = source
    this.#file = relative(PACKAGE, source.fileName)
    this.#service = serviceOf(source.fileName)
    this.#visit(source, { titles: [], sources: [] })
    this.#findStrayTags()
  }

  #visit(node: Node, scope: Scope, statement?: Node): void {
    this.#noteComments(node)
    const inner = isCallExpression(node) ? this.#called(node, scope, statement ?? node) : scope
    const next = isExpressionStatement(node) ? node : undefined
    node.forEachChild(child => this.#visit(child, inner, next))
  }

  /** @returns the scope of what is within the call */
  #called(call: CallExpression, scope: Scope, statement: Node): Scope {
    const name = calledName(call)
    if (!name) return scope
    const tagged = this.#tagsAbove(statement)
    const sources = tagged.length > 0 ? tagged : scope.sources
    const titles = [...scope.titles, this.#title(call)]
    if (name === 'describe') return { titles, sources }
    this.#add(call, titles.join(' › '), sources)
    return scope
  }

  #add(call: CallExpression, title: string, sources: readonly Source[]): void {
    const first = this.#lineAt(this.#start(call))
    const last = this.#lineAt(call.expression.end)
    this.tests.push({ service: this.#service, file: this.#file, lines: { first, last }, title, sources })
    if (this.#service && sources.length === 0) {
      this.#fault(first, `"${title}" names no source: add @documented, @recorded or @own above it.`)
    }
  }

  /** @returns what the comment directly above says, if that is a JSDoc comment */
  #tagsAbove(statement: Node): Source[] {
    const above = this.#commentsAbove(statement).at(-1)
    const comment = above && this.#comments.get(above.pos)
    if (!comment) return []
    comment.isRead = true
    const sources = sourcesOf(this.#source.text.slice(above.pos, above.end))
    for (const wrong of sources.map(fault)) if (wrong) this.#fault(this.#lineAt(above.pos), wrong)
    return sources
  }

  #noteComments(node: Node): void {
    for (const { pos, end } of this.#commentsAbove(node)) {
      if (!this.#comments.has(pos)) this.#comments.set(pos, { end, isRead: false })
    }
  }

  #commentsAbove(node: Node): { pos: number; end: number }[] {
    const comments: { pos: number; end: number }[] = []
    forEachLeadingCommentRange(this.#source.text, node.pos, (pos, end) => void comments.push({ pos, end }))
    return comments
  }

  /** A source that is not directly above a test would be lost. */
  #findStrayTags(): void {
    for (const [pos, { end, isRead }] of this.#comments) {
      const sources = isRead ? [] : sourcesOf(this.#source.text.slice(pos, end))
      if (sources.length > 0) this.#fault(this.#lineAt(pos), 'A source stands above no test or describe.')
    }
  }

  #title(call: CallExpression): string {
    const [title] = call.arguments
    if (!title) return ''
    if (isStringLiteral(title) || isNoSubstitutionTemplateLiteral(title)) return title.text
    const written = this.#source.text.slice(this.#start(title), title.end)
    return isTemplateExpression(title) ? written.slice(1, -1) : written
  }

  #start(node: Node): number {
    return node.getStart(this.#source)
  }

  #lineAt(position: number): number {
    return this.#source.getLineAndCharacterOfPosition(position).line + 1
  }

  #fault(line: number, reason: string): void {
    this.faults.push(`${this.#file}:${line}: ${reason}`)
  }
}

/** `test(…)` and `test.each(…)(…)` are tests, `describe` likewise; `test.each(…)` alone is not. */
function calledName({ expression }: CallExpression): 'test' | 'describe' | undefined {
  const called = isCallExpression(expression) ? expression.expression : expression
  const isEach = isPropertyAccessExpression(called) && called.name.text === 'each'
  if (isEach !== isCallExpression(expression)) return undefined
  const name = isEach ? called.expression : called
  if (!isIdentifier(name)) return undefined
  return name.text === 'test' || name.text === 'describe' ? name.text : undefined
}
