import type { Slices } from '../stages/stage.ts'

/** Numbers of which single ranks are asked for. */
export class NumberList {
  #numbers = new Float64Array(16)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#length)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.#length++] = number
  }

  /**
   * The number that has `rank` others before it in ascending order (C. A. R. Hoare, *Algorithm 65: find*). Sorting a million
   * takes a tenth of a second; this takes a few milliseconds, and yields between passes.
   */
  *ranked(rank: number): Slices<number> {
    const numbers = this.#numbers
    let low = 0
    let high = this.#length - 1
    while (low < high) {
      const pivot = middleOf(numbers[low], numbers[(low + high) >>> 1], numbers[high])
      let left = low
      let right = high
      while (left <= right) {
        while ((numbers[left] as number) < pivot) left++
        while ((numbers[right] as number) > pivot) right--
        if (left > right) break
        const swapped = numbers[left] as number
        numbers[left++] = numbers[right] as number
        numbers[right--] = swapped
      }
      if (rank <= right) high = right
      else if (rank >= left) low = left
      else break
      yield
    }
    return numbers[rank] as number
  }
}

function middleOf(a = 0, b = 0, c = 0): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
