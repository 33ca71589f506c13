/** Keys ordered by their UTF-8 bytes, the order in which "List results are always returned" (ListObjectsV2). */
export class SortedKeys {
  readonly #keys: string[] = []

  add(key: string): void {
    const index = this.#indexOf(key)
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key)
  }

  delete(key: string): void {
    const index = this.#indexOf(key)
    if (this.#keys[index] === key) this.#keys.splice(index, 1)
  }

  /** The keys after `position`, including `position` if `inclusive`. */
  *from(position: string, inclusive = false): Generator<string> {
    let index = this.#indexOf(position)
    if (!inclusive && this.#keys[index] === position) index++
    for (; index < this.#keys.length; index++) yield this.#keys[index] as string
  }

  /** The index of the first key that is not before `key`. */
  #indexOf(key: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareKeys(this.#keys[middle] as string, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** UTF-16 code units, which `<` compares, have the same order as UTF-8 bytes except for surrogates, which come last. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

function rank(codeUnit: number): number {
  const surrogate = codeUnit >= 0xd800 && codeUnit <= 0xdfff
  return surrogate ? codeUnit + 0x10000 : codeUnit
}
