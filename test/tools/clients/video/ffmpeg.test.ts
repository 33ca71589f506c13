import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodingObstacle, ffmpegPath, type Machine } from '../../../../tools/clients/video/ffmpeg.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'installed-'))
})
afterEach(() => rm(directory, { recursive: true }))

const mac = (path = directory): Machine => ({ platform: 'darwin', arch: 'arm64', path })

/** A program that tells of itself what ffmpeg does. */
async function install(version: string, { encoders = ['libx264'], filters = ALL } = {}): Promise<void> {
  const list = (names: string[]) => names.map(name => ` V..... ${name}  does things`).join('\n')
  await writeFile(
    join(directory, 'ffmpeg'),
    `#!/bin/sh
case "$*" in
  *-version*) echo "ffmpeg version ${version} Copyright (c) the FFmpeg developers";;
  *-encoders*) echo "${list(encoders)}";;
  *-filters*) echo "${list(filters)}";;
esac
`,
    { mode: 0o755 },
  )
}
const ALL = ['zscale', 'tonemap', 'bwdif']

test('Linux on x86_64 has the ffmpeg of the layer, whatever is installed', async () => {
  await install('4.4.2')
  expect(await encodingObstacle({ platform: 'linux', arch: 'x64', path: directory })).toBeUndefined()
})

describe('another machine', () => {
  test.each(['7.0.2-static', 'n7.1', '8.0', 'N-120456-gabcdef0123'])('uses its ffmpeg %s', async version => {
    await install(version)
    expect(ffmpegPath(mac())).toBe(join(directory, 'ffmpeg'))
    expect(await encodingObstacle(mac())).toBeUndefined()
  })

  test('uses the first on its PATH that can be started', async () => {
    await mkdir(join(directory, 'other'))
    await writeFile(join(directory, 'other', 'ffmpeg'), 'no program')
    await install('8.0')
    expect(ffmpegPath(mac(`/nowhere:${join(directory, 'other')}:${directory}`))).toBe(
      join(directory, 'ffmpeg'),
    )
  })

  test('is told what to install if it has none', async () => {
    expect(await encodingObstacle(mac())).toBe(
      "The layer's ffmpeg is for Linux on x86_64, this is darwin on arm64, and the PATH has no ffmpeg. Install ffmpeg 7 or later.",
    )
  })

  test.each(['6.1.1', '4.4.2-0ubuntu0.22.04.1', 'what it likes'])(
    'is told that %s will not do',
    async version => {
      await install(version)
      const told = /^\d/.test(version) ? version : 'unknown'
      expect(await encodingObstacle(mac())).toBe(
        `${join(directory, 'ffmpeg')} has the version ${told}. Install ffmpeg 7 or later.`,
      )
    },
  )

  test('is told what its ffmpeg was built without', async () => {
    await install('8.0', { encoders: ['libopenh264'], filters: ['bwdif', 'tonemap'] })
    expect(await encodingObstacle(mac())).toBe(
      `${join(directory, 'ffmpeg')} was built without libx264, zscale. Install a full build of ffmpeg.`,
    )
  })
})
