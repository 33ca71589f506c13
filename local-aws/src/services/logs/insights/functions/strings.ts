import { bounded, numberOf, textOf, type Value } from '../value.ts'
import { MANY_ARGUMENTS, type ScalarFunction } from './scalar-function.ts'

/** *String functions*. A missing argument gives no value, save where the documentation says otherwise. */
export const STRING_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  /** "Returns 1 if the field is missing or is an empty string." */
  isempty: { arity: [1, 1], apply: ([value]) => ((textOf(value) ?? '') === '' ? 1 : 0) },
  /** "… or contains only white space." */
  isblank: { arity: [1, 1], apply: ([value]) => ((textOf(value) ?? '').trim() === '' ? 1 : 0) },
  concat: {
    arity: [1, MANY_ARGUMENTS],
    apply: values => bounded(values.map(value => textOf(value) ?? '').join('')),
    print: 'plain',
  },
  /** "in Unicode code points" */
  strlen: ofText(1, ([text = '']) => text.length - (text.match(SURROGATE_PAIRS)?.length ?? 0)),
  toupper: ofText(1, ([text = '']) => text.toUpperCase()),
  tolower: ofText(1, ([text = '']) => text.toLowerCase()),
  strcontains: ofText(2, ([text = '', sought = '']) => (text.includes(sought) ? 1 : 0)),
  replace: ofText(3, ([text = '', sought = '', replacement = '']) => replaceAll(text, sought, replacement)),
  substr: { arity: [2, 3], apply: substring, print: 'plain' },
  ltrim: trimming(true, false),
  rtrim: trimming(false, true),
  trim: trimming(true, true),
}

const SURROGATE_PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g

function ofText(count: number, apply: (texts: readonly string[]) => Value): ScalarFunction {
  return {
    arity: [count, count],
    apply: values => {
      const texts = values.map(textOf).filter(text => text !== undefined)
      return texts.length === count ? apply(texts) : undefined
    },
    print: 'plain',
  }
}

/** "If the function has a second number argument, it contains the length of the substring". */
function substring([value, from, length]: readonly Value[]): Value {
  const text = textOf(value)
  const start = numberOf(from)
  if (text === undefined || start === undefined || start < 0) return undefined
  return text.slice(start, length === undefined ? undefined : start + (numberOf(length) ?? 0))
}

/** Stops where the result would be too long. */
function replaceAll(text: string, sought: string, replacement: string): string {
  if (sought === '') return text
  if (replacement.length <= sought.length) return text.replaceAll(sought, () => replacement)
  let result = ''
  let start = 0
  for (let found = text.indexOf(sought); found >= 0; found = text.indexOf(sought, start)) {
    result += text.slice(start, found) + replacement
    start = found + sought.length
    if (bounded(result) !== result) return bounded(result)
  }
  return bounded(result + text.slice(start))
}

/** "If the function has a second string argument, it removes the characters of string2". */
function trimming(left: boolean, right: boolean): ScalarFunction {
  return {
    arity: [1, 2],
    apply: ([value, characters]) => {
      const text = textOf(value)
      if (text === undefined) return undefined
      const removed = textOf(characters)
      const isRemoved = (character = '') =>
        removed === undefined ? character.trim() === '' : removed.includes(character)
      let start = 0
      let end = text.length
      while (left && start < end && isRemoved(text[start])) start++
      while (right && end > start && isRemoved(text[end - 1])) end--
      return text.slice(start, end)
    },
    print: 'plain',
  }
}
