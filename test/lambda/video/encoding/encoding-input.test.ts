import { audioDecoders, inputArguments } from '../../../../lambda/video/encoding/encoding-input.ts'
import { runFfmpeg } from '../../../../lambda/video/encoding/ffmpeg.ts'
import { Clips, testTone } from '../clips.ts'

const clips = new Clips()
beforeAll(() => clips.open())
afterAll(() => clips.close())

/** ffmpeg's encoder for each codec, by the type of the files that it is in. */
const ENCODERS: Record<string, Record<string, string>> = {
  mkv: {
    ...{ aac: 'aac', mp3: 'libmp3lame', mp2: 'mp2', opus: 'libopus', vorbis: 'libvorbis', flac: 'flac' },
    ...{ ac3: 'ac3', eac3: 'eac3', dts: 'dca', pcm_f64le: 'pcm_f64le', pcm_u8: 'pcm_u8' },
  },
  mov: {
    ...{ alac: 'alac', pcm_s8: 'pcm_s8', pcm_s16le: 'pcm_s16le', pcm_s16be: 'pcm_s16be' },
    ...{ pcm_s24le: 'pcm_s24le', pcm_s24be: 'pcm_s24be', pcm_s32le: 'pcm_s32le', pcm_s32be: 'pcm_s32be' },
    ...{ pcm_f32le: 'pcm_f32le', pcm_f32be: 'pcm_f32be', pcm_f64be: 'pcm_f64be' },
    ...{ pcm_alaw: 'pcm_alaw', pcm_mulaw: 'pcm_mulaw' },
  },
}

/** `inspection.test.ts` has an upload with the one; no encoder makes the other. */
const ELSEWHERE = ['amr_nb', 'amr_wb']

test('the sounds of all supported codecs are tried', () => {
  const tried = [...Object.values(ENCODERS).flatMap(Object.keys), ...ELSEWHERE]
  expect(tried.toSorted()).toEqual(Object.keys(audioDecoders).toSorted())
})

test.each(Object.entries(ENCODERS))('sound is decoded in each codec of %s files', async (type, encoders) => {
  const all = Object.values(encoders)
  const tracks = all.flatMap((encoder, index) => ['-map', '0', `-c:a:${index}`, encoder])
  const directory = await clips.workspace(
    await clips.make(`sounds.${type}`, ...testTone(0.2), ...tracks, '-ar', '48000', '-strict', '-2'),
  )
  const end = await runFfmpeg([...inputArguments(1), '-map', '0:a', '-f', 'null', '-'], {
    directory,
    signal: new AbortController().signal,
  })
  expect(end).toEqual({ code: 0, complaints: [] })
})
