import { MAXIMUM_FRAME_PIXELS } from '../../contracts/video.ts'
import type { MediaStream } from './media-stream.ts'

/**
 * The demuxers that may read an upload, by their names in ffmpeg, which decides which of them a file is for. Neither
 * opens a second file. All others are refused: playlists and scripts (`hls`, `concat`, `dash`…) name other files, and
 * those of rare formats are seldom tested.
 */
export const demuxers = ['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm'] as const

export type Demuxer = (typeof demuxers)[number]

/**
 * The supported codecs, and ffmpeg's decoders for each: what phones, browsers, cameras and editors write into these
 * containers, as far as AWS's encoder (MediaConvert) reads it, too. Each decoder is in wide use and among those that
 * FFmpeg fuzzes; none loads code or opens a file.
 */
export const videoDecoders: Readonly<Record<string, readonly string[]>> = {
  h264: ['h264'],
  hevc: ['hevc'],
  vp8: ['vp8', 'libvpx'],
  vp9: ['vp9', 'libvpx-vp9'],
  av1: ['libdav1d', 'av1'],
  mpeg4: ['mpeg4'],
  mpeg2video: ['mpeg2video'],
  mpeg1video: ['mpeg1video'],
  h263: ['h263'],
  mjpeg: ['mjpeg'],
  dvvideo: ['dvvideo'],
  dnxhd: ['dnxhd'],
  prores: ['prores'],
}

export const audioDecoders: Readonly<Record<string, readonly string[]>> = {
  aac: ['aac'],
  mp3: ['mp3float', 'mp3'],
  mp2: ['mp2float', 'mp2'],
  opus: ['opus'],
  vorbis: ['vorbis'],
  flac: ['flac'],
  alac: ['alac'],
  ac3: ['ac3'],
  eac3: ['eac3'],
  dts: ['dca'],
  amr_nb: ['amrnb'],
  amr_wb: ['amrwb'],
  pcm_u8: ['pcm_u8'],
  pcm_s8: ['pcm_s8'],
  pcm_s16le: ['pcm_s16le'],
  pcm_s16be: ['pcm_s16be'],
  pcm_s24le: ['pcm_s24le'],
  pcm_s24be: ['pcm_s24be'],
  pcm_s32le: ['pcm_s32le'],
  pcm_s32be: ['pcm_s32be'],
  pcm_f32le: ['pcm_f32le'],
  pcm_f32be: ['pcm_f32be'],
  pcm_f64le: ['pcm_f64le'],
  pcm_f64be: ['pcm_f64be'],
  pcm_alaw: ['pcm_alaw'],
  pcm_mulaw: ['pcm_mulaw'],
}

/** Those that also read the layer with the transparency, which WebM has beside the pictures. */
const ALPHA_DECODERS: Readonly<Record<string, string>> = { vp8: 'libvpx', vp9: 'libvpx-vp9' }

/** The name of an upload's file in its working directory. */
export const SOURCE_FILE = 'source'

/**
 * ffmpeg's arguments for reading an upload: with the listed demuxers, from this one file, which cannot refer to others,
 * and with the listed decoders only. A frame larger than the limit is not decoded, whatever the headers say. Errors in
 * decoding never end ffmpeg, because a video with some damage is still worth watching.
 *
 * @param threads for the decoder
 * @param streams the streams to decode
 */
export function inputArguments(
  threads: number,
  streams: readonly Pick<MediaStream, 'index' | 'codec' | 'hasAlphaLayer'>[] = [],
): string[] {
  return [
    ...streams.flatMap(({ index, codec, hasAlphaLayer }) => {
      const decoder = hasAlphaLayer ? ALPHA_DECODERS[codec] : undefined
      return decoder ? [`-c:${index}`, decoder] : []
    }),
    ...['-threads', String(threads)],
    ...['-max_pixels', String(MAXIMUM_FRAME_PIXELS)],
    ...['-max_error_rate', '1'],
    ...['-protocol_whitelist', 'file'],
    ...['-format_whitelist', demuxers.join(',')],
    ...['-codec_whitelist', [videoDecoders, audioDecoders].flatMap(Object.values).flat().join(',')],
    ...['-i', `file:${SOURCE_FILE}`],
  ]
}
