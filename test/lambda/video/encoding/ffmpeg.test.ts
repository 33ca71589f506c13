import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { runFfmpeg } from '../../../../lambda/video/encoding/ffmpeg.ts'

const path = process.env.PATH
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ffmpeg-'))
  process.env.PATH = [directory, path].join(delimiter)
})
afterEach(async () => {
  process.env.PATH = path
  await rm(directory, { recursive: true })
})

/** Puts a script on the PATH by the name of ffmpeg. */
async function ffmpegIs(script: string): Promise<void> {
  const file = join(directory, 'ffmpeg')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}

async function output(args: readonly string[] = []): Promise<string[]> {
  const lines: string[] = []
  const { signal } = new AbortController()
  await runFfmpeg(args, { directory, signal, onOutput: line => lines.push(line) })
  return lines
}

describe('ffmpeg', () => {
  test('gets the PATH and nothing else of the environment, which has credentials in it', async () => {
    await ffmpegIs('env')
    process.env.AWS_SECRET_ACCESS_KEY = 'secret'
    const names = (await output()).map(line => line.split('=')[0])
    // What the shell itself sets aside.
    expect(names.filter(name => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? ''))).toEqual(['PATH'])
  })

  test('works in its directory and is asked no questions', async () => {
    await ffmpegIs('pwd; echo "$@"; cat')
    const [where, args, ...read] = await output(['-y', 'out.mp4'])
    expect(where).toBe(directory)
    expect(args).toMatch(/^-hide_banner -nostdin .* -y out\.mp4$/)
    expect(read).toEqual([])
  })

  test('is killed when the time is over, however it resists, and with the reason', async () => {
    await ffmpegIs('trap "" TERM INT; echo $$; while :; do sleep 0.05; done')
    const time = new AbortController()
    let pid = 0
    const run = runFfmpeg([], {
      directory,
      signal: time.signal,
      onOutput(line) {
        pid = Number(line)
        time.abort(new Error('too late'))
      },
    })
    await expect(run).rejects.toThrow('too late')
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('is not started when the time is over already', async () => {
    await ffmpegIs('touch started')
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(runFfmpeg([], { directory, signal })).rejects.toThrow('too late')
  })

  test('is heard to its first five complaints, of which others are consequences, short and without what else it logs', async () => {
    const complaints = Array.from({ length: 7 }, (_, index) => `[mov @ 0x55] [error] number ${index}`)
    const log = ['[info]   title : Ada', `[fatal] ${'x'.repeat(500)}`, ...complaints].join('\\n')
    await ffmpegIs(`printf '${log}\\n' >&2; exit 187`)
    const exit = await runFfmpeg([], { directory, signal: new AbortController().signal })
    expect(exit).toEqual({
      code: 187,
      complaints: ['x'.repeat(200), 'number 0', 'number 1', 'number 2', 'number 3'],
    })
  })

  test('that somebody else killed is no verdict on the video', async () => {
    await ffmpegIs('kill -KILL $$')
    await expect(output()).rejects.toThrow('ffmpeg was killed by SIGKILL.')
  })
})
