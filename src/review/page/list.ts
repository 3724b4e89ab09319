/// <reference lib="dom" />

/** What a long list is made of: an item's key names it as long as the list lasts. */
export interface Item {
  readonly key: string
  /** The height that it is likely to have, in pixels, until it is measured. */
  readonly guess: number
}

/** A list of which only what can be seen, and what has the focus, is in the document. */
export interface LongList<T extends Item> {
  readonly show: (items: readonly T[]) => void
  /** Forgets all: what is shown next is drawn anew. */
  readonly clear: () => void
  /** Brings an item into view and gives its element. */
  readonly reveal: (key: string) => HTMLElement | undefined
  readonly isDrawn: (key: string) => boolean
  /** Calls something for each element that is in the document. */
  readonly each: (act: (item: T, node: HTMLElement) => void) => void
}

/** Pixels above and below the view that are filled too. */
const MARGIN = 800

/** `onTop` is told the item at the top of the view. */
export function longList<T extends Item>(
  scroller: HTMLElement,
  create: (item: T) => HTMLElement,
  onTop: (item: T) => void,
): LongList<T> {
  const canvas = document.createElement('div')
  canvas.className = 'canvas'
  scroller.append(canvas)
  let items: readonly T[] = []
  let tops = new Float64Array(1)
  const indices = new Map<string, number>()
  const heights = new Map<string, number>()
  const nodes = new Map<string, HTMLElement>()
  const keys = new WeakMap<Element, string>()

  const measure = () => {
    tops = new Float64Array(items.length + 1)
    for (const [index, item] of items.entries())
      tops[index + 1] = (tops[index] ?? 0) + (heights.get(item.key) ?? item.guess)
    canvas.style.height = `${tops[items.length]}px`
  }
  /** The item that a height lies in. */
  const indexAt = (y: number): number => {
    let [low, high] = [0, items.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((tops[middle] ?? 0) <= y) low = middle
      else high = middle - 1
    }
    return low
  }
  const fill = () => {
    const [first, last] = [
      indexAt(scroller.scrollTop - MARGIN),
      indexAt(scroller.scrollTop + scroller.clientHeight + MARGIN),
    ]
    const top = items[indexAt(scroller.scrollTop)]
    if (top) onTop(top)
    const wanted = new Set(items.slice(first, last + 1).map(({ key }) => key))
    const focused = document.activeElement?.closest('[data-key]')
    const kept = focused ? keys.get(focused) : undefined
    if (kept !== undefined && indices.has(kept)) wanted.add(kept)
    for (const [key, node] of nodes) {
      if (wanted.has(key)) continue
      observer.unobserve(node)
      node.remove()
      nodes.delete(key)
    }
    const order = [...wanted].sort((a, b) => (indices.get(a) ?? 0) - (indices.get(b) ?? 0))
    let next: ChildNode | null = canvas.firstChild
    for (const key of order) {
      const index = indices.get(key) ?? 0
      const item = items[index]
      if (!item) continue
      const node = nodes.get(key) ?? create(item)
      if (!nodes.has(key)) {
        node.dataset.key = key
        nodes.set(key, node)
        keys.set(node, key)
        observer.observe(node)
      }
      if (node === next) next = next.nextSibling
      else canvas.insertBefore(node, next)
      node.style.transform = `translateY(${tops[index]}px)`
    }
  }
  /** Lays the list out anew; what is at the top of the view stays there. */
  const layOut = () => {
    const index = indexAt(scroller.scrollTop)
    const into = scroller.scrollTop - (tops[index] ?? 0)
    measure()
    if (scroller.scrollTop > 0) scroller.scrollTop = (tops[index] ?? 0) + into
    fill()
  }
  const observer = new ResizeObserver(entries => {
    let hasChanged = false
    for (const { target, borderBoxSize } of entries) {
      const key = keys.get(target)
      const height = borderBoxSize[0]?.blockSize ?? 0
      if (key === undefined || height === 0 || heights.get(key) === height) continue
      heights.set(key, height)
      hasChanged = true
    }
    if (hasChanged) layOut()
  })
  scroller.addEventListener('scroll', () => requestAnimationFrame(fill), { passive: true })
  new ResizeObserver(() => fill()).observe(scroller)

  return {
    show: given => {
      items = given
      indices.clear()
      for (const [index, { key }] of items.entries()) indices.set(key, index)
      scroller.scrollTop = 0
      measure()
      fill()
    },
    clear: () => {
      observer.disconnect()
      canvas.replaceChildren()
      nodes.clear()
      heights.clear()
    },
    reveal: key => {
      const index = indices.get(key)
      if (index === undefined) return undefined
      const [top, bottom] = [tops[index] ?? 0, tops[index + 1] ?? 0]
      const view = scroller.clientHeight
      if (top < scroller.scrollTop) scroller.scrollTop = top
      else if (bottom > scroller.scrollTop + view) scroller.scrollTop = Math.min(top, bottom - view)
      fill()
      return nodes.get(key)
    },
    isDrawn: key => nodes.has(key),
    each: act => {
      for (const [key, node] of nodes) {
        const item = items[indices.get(key) ?? -1]
        if (item) act(item, node)
      }
    },
  }
}
