import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/**
 * Jest loads no ES module that says where it lies, so that Node does. The package turns off what keeps pages of different
 * origins apart; that stays on, as for everybody who opens a page.
 */
const UNPACK = `
  import chromium from '@sparticuz/chromium'
  const args = chromium.args.filter(arg => arg !== '--disable-web-security')
  console.log(JSON.stringify({ executablePath: await chromium.executablePath(), args }))
`

/** The package has a browser for Linux on x86_64 alone. */
export const HAS_BROWSER = process.platform === 'linux' && process.arch === 'x64'

/** A browser without a window, unpacked for a test file and removed after it. */
export class HeadlessBrowser {
  readonly browser: Browser
  readonly #directory: string

  private constructor(browser: Browser, directory: string) {
    this.browser = browser
    this.#directory = directory
  }

  static async open(): Promise<HeadlessBrowser> {
    const directory = mkdtempSync(join(tmpdir(), 'browser-'))
    try {
      const told = execFileSync(process.execPath, ['--input-type=module', '-e', UNPACK], {
        cwd: import.meta.dirname,
        // As in a function: then it unpacks the libraries, too, that a machine with Node alone does not have.
        env: { ...process.env, TMPDIR: directory, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' },
        encoding: 'utf8',
      })
      return new HeadlessBrowser(
        await chromium.launch({
          ...JSON.parse(told),
          env: { ...process.env, TMPDIR: directory, LD_LIBRARY_PATH: join(directory, 'al2023', 'lib') },
        }),
        directory,
      )
    } catch (cause) {
      rmSync(directory, { recursive: true, force: true })
      throw cause
    }
  }

  async close(): Promise<void> {
    await this.browser.close()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
