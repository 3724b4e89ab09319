// Numbers that look random and are the same for the same seed.

/** A source of numbers for one file of a run: `below(n)` gives an integer from 0 up to n. */
export function randomFor(seed, index) {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) >>> 0
  // mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const below = limit => next() % limit
  return { below, pick: list => list[below(list.length)], isOneIn: chances => below(chances) === 0 }
}
