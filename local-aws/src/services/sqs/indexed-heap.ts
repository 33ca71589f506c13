/** A binary heap whose items store their index, so that any item can be removed in O(log n). */
export class IndexedHeap<T extends { heapIndex: number }> {
  readonly #items: T[] = []
  readonly #isBefore: (a: T, b: T) => boolean

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore
  }

  /** Returns the first item without removing it. */
  peek(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    item.heapIndex = this.#items.length
    this.#items.push(item)
    this.#siftUp(item)
  }

  pop(): T | undefined {
    const first = this.#items[0]
    if (first) this.remove(first)
    return first
  }

  /** Removes `item`, which must be in this heap. */
  remove(item: T): void {
    const index = item.heapIndex
    const last = this.#items.pop() as T
    item.heapIndex = -1
    if (last === item) return
    this.#place(last, index)
    this.update(last)
  }

  /** Restores the order after the rank of `item` has changed. */
  update(item: T): void {
    this.#siftUp(item)
    this.#siftDown(item)
  }

  #place(item: T, index: number): void {
    this.#items[index] = item
    item.heapIndex = index
  }

  #siftUp(item: T): void {
    let index = item.heapIndex
    while (index > 0) {
      const parent = this.#items[(index - 1) >> 1] as T
      if (!this.#isBefore(item, parent)) break
      this.#place(parent, index)
      index = (index - 1) >> 1
    }
    this.#place(item, index)
  }

  #siftDown(item: T): void {
    const items = this.#items
    let index = item.heapIndex
    for (let child = 2 * index + 1; child < items.length; child = 2 * index + 1) {
      const right = items[child + 1]
      if (right && this.#isBefore(right, items[child] as T)) child++
      const smaller = items[child] as T
      if (!this.#isBefore(smaller, item)) break
      this.#place(smaller, index)
      index = child
    }
    this.#place(item, index)
  }
}
