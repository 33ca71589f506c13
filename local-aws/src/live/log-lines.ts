import { pathToFileURL } from 'node:url'
import type { LineOfLog, LiveLine } from './live-line.ts'

/** Nothing is printed about any. */
export const NO_LOG_LINES: LineOfLog = () => undefined

/** The module of `--log-lines` cannot be used. */
export class LogLinesError extends Error {
  override readonly name = 'LogLinesError'
}

/**
 * Loads the module that knows the project's log lines. Its default export is given each JSON object that a function
 * logs, and returns a {@link LiveLine}, or undefined where the object is nothing to show.
 *
 * @param file relative to the current directory
 * @throws LogLinesError
 */
export async function loadLogLines(file: string): Promise<LineOfLog> {
  const { default: format } = await imported(file)
  if (typeof format !== 'function') {
    throw new LogLinesError(`--log-lines ${file} has no function as its default export.`)
  }
  return text => {
    const record = jsonObject(text)
    return record === undefined ? undefined : formatted(() => format(record), file)
  }
}

/** A defect of the module must not become one of the function's invocation. */
function formatted(format: () => unknown, file: string): LiveLine | undefined {
  try {
    const line = format()
    return isLine(line) ? line : undefined
  } catch (cause) {
    return { text: `--log-lines ${file} throws  ${cause}`, level: 'error' }
  }
}

function isLine(line: unknown): line is LiveLine {
  const { text, level } = (line ?? {}) as Partial<LiveLine>
  return typeof text === 'string' && ['info', 'warn', 'error'].includes(level ?? '')
}

async function imported(file: string): Promise<{ default?: unknown }> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (cause) {
    throw new LogLinesError(`--log-lines ${file} cannot be loaded: ${(cause as Error).message}`)
  }
}

function jsonObject(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
