/** The colours of a picture, in ffmpeg's names, as the decoder says; names that are not listed below say nothing. */
export interface Colour {
  pixelFormat: string
  range: string
  matrix: string
  primaries: string
  transfer: string
}

interface Size {
  width: number
  height: number
}

/** How to bring a picture to BT.709 in limited range, in 8 bits and 4:2:0. */
export interface ColourConversion {
  /** What the colours of the source are, completed: filters at the start. */
  read: readonly string[]
  /** From that to BT.709: filters on a picture of even sides. */
  convert: readonly string[]
}

/** Renditions have this. */
const TARGET_COLOUR =
  'setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709:field_mode=prog'

/** ITU-R BT.2100: PQ and HLG. */
const HIGH_DYNAMIC_RANGE = ['smpte2084', 'arib-std-b67']

export function isHighDynamicRange({ transfer }: Pick<Colour, 'transfer'>): boolean {
  return HIGH_DYNAMIC_RANGE.includes(transfer)
}

/** @param stored the size of the pictures before any rotation, which decides if they say nothing else */
export function conversionOf(picture: Colour, stored: Size): ColourConversion {
  const known = completed(picture, stored)
  return {
    // Scaling does not depend on the matrix, and `scale` would refuse some.
    read: [parameters(known.matrix === 'gbr' ? known : { ...known, matrix: 'bt709' }), ...overBlack(picture)],
    convert: conversion(known),
  }
}

type KnownColour = Omit<Colour, 'pixelFormat'>

function parameters({ range, matrix, primaries, transfer }: KnownColour): string {
  return `setparams=range=${range}:colorspace=${matrix}:color_primaries=${primaries}:color_trc=${transfer}`
}

function conversion(known: KnownColour): readonly string[] {
  if (isHighDynamicRange(known)) return [KEPT, parameters(known), ...TO_STANDARD_DYNAMIC_RANGE]
  const { range, matrix, primaries, transfer } = known
  if (range === 'tv' && matrix === 'bt709' && primaries === 'bt709' && transfer === 'bt709') {
    return ['format=yuv420p', TARGET_COLOUR]
  }
  return [KEPT, parameters(known), TO_BT709, 'format=yuv420p', TARGET_COLOUR]
}

const TO_BT709 = 'zscale=matrix=709:primaries=709:transfer=709:range=limited'

/** The closest of these loses nothing; `zscale` would refuse others at some sizes. */
const KEPT = `format=${[
  ...['yuv420p', 'yuv422p', 'yuv444p', 'gbrp', 'gray'],
  ...['yuv420p', 'yuv422p', 'yuv444p', 'gbrp', 'gray'].flatMap(name => [`${name}10le`, `${name}12le`]),
].join('|')}`

/** Hable tone mapping in linear light reduces highlights to what an ordinary screen shows. */
const TO_STANDARD_DYNAMIC_RANGE = [
  'zscale=transfer=linear:npl=100',
  'format=gbrpf32le',
  'zscale=primaries=709',
  'tonemap=hable:desat=0',
  'zscale=transfer=709:matrix=709:range=limited',
  'format=yuv420p',
  TARGET_COLOUR,
]

/** Transparent pictures are shown over black. */
function overBlack({ pixelFormat }: Colour): string[] {
  if (!/^(yuva|gbrap|rgba|bgra|argb|abgr|ya8|ya16|pal8)/.test(pixelFormat)) return []
  return [
    'format=yuva444p|yuva444p10le|yuva444p12le|yuva444p16le|gbrap|gbrap10le|gbrap12le|gbrap16le',
    'premultiply=inplace=1',
  ]
}

/**
 * Completes what a source says about its colours by the usual assumptions: high dynamic range has the primaries of
 * BT.2020; what says nothing is BT.709 if it is HD, and else BT.601, with the primaries of ordinary screens.
 *
 * Values that are reserved or unknown count as missing.
 */
function completed(colour: Colour, stored: Size): KnownColour {
  const isWide = isHighDynamicRange(colour) || isBt2020(colour.matrix)
  const primaries = PRIMARIES.includes(colour.primaries) ? colour.primaries : isWide ? 'bt2020' : 'bt709'
  const transfer = TRANSFERS.includes(colour.transfer) ? colour.transfer : 'bt709'
  if (isRgb(colour.pixelFormat)) return { range: 'pc', matrix: 'gbr', primaries, transfer }
  const range = colour.range === 'pc' || colour.pixelFormat.startsWith('yuvj') ? 'pc' : 'tv'
  return { range, matrix: matrixOf(colour, primaries, stored), primaries, transfer }
}

function matrixOf(colour: Colour, primaries: string, { width, height }: Size): string {
  // Files that claim constant luminance with high dynamic range have been tagged by mistake: no camera records it.
  if (colour.matrix === 'bt2020c' && isHighDynamicRange(colour)) return 'bt2020nc'
  if (colour.matrix === 'ictcp' && !isHighDynamicRange(colour)) return 'bt2020nc'
  if (MATRICES.includes(colour.matrix)) return colour.matrix
  if (primaries === 'bt2020') return 'bt2020nc'
  return height >= HD_LINES || width >= HD_COLUMNS ? 'bt709' : 'smpte170m'
}

/** A film in a wide format has the columns of HD, but not its lines. */
const HD_LINES = 720
const HD_COLUMNS = 1_280

function isBt2020(matrix: string): boolean {
  return matrix === 'bt2020nc' || matrix === 'bt2020c'
}

function isRgb(pixelFormat: string): boolean {
  return /^(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|x2rgb|x2bgr|pal8)/.test(pixelFormat)
}

/** Those that `zscale` converts. */
const MATRICES = [
  'bt709',
  'fcc',
  'bt470bg',
  'smpte170m',
  'smpte240m',
  'ycgco',
  'bt2020nc',
  'bt2020c',
  'ictcp',
]
const PRIMARIES = [
  ...['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film', 'bt2020', 'smpte428', 'smpte431'],
  ...['smpte432', 'jedec-p22'],
]
/**
 * All others are curves for ordinary screens, which players show alike. Converting one into another would change what
 * the uploader saw.
 */
const TRANSFERS = ['linear', 'log100', 'log316', ...HIGH_DYNAMIC_RANGE]
