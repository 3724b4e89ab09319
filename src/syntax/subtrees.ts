/**
 * Reads a tree where the parser keeps it, as `lib/src/subtree.h` and `lib/src/tree_cursor.c` of tree-sitter lay it out in 32
 * bits. A cursor costs calls into WebAssembly for every question about every node, and takes ten times as long. A test
 * compares both: a release of the parser that moves anything fails there.
 */

/** The parser's memory, of which other views are made when it grows. */
export interface Memory {
  readonly HEAPU8: Uint8Array
  readonly HEAPU16: Uint16Array
  readonly HEAPU32: Uint32Array
}

export interface Visitor {
  /** A visible node: its public symbol, the field under which its parent holds it or 0, its span; whether to go on below it. */
  enter(symbol: number, field: number, start: number, end: number, isMissing: boolean): boolean
  /** The end of the last node that was entered and not yet left. */
  leave(): void
}

/** Offsets in bytes: in `TSLanguage`, in `SubtreeHeapData`, and the size of a `Subtree`. */
const LANGUAGE = { longestAliases: 36, fieldSlices: 64, fieldEntries: 68, publicSymbols: 76, aliases: 84 } as const
const HEAP = {
  padding: 4,
  size: 16,
  childCount: 36,
  symbol: 40,
  flags: 44,
  visibleChildren: 48,
  production: 66,
} as const
const SUBTREE = 8
const ERROR_SYMBOL = 0xffff
/** Flags; those of small leaves, which are kept in place, begin one bit later. */
const VISIBLE = 1
const EXTRA = 4
const MISSING = 1 << 9
const MISSING_INLINE = 1 << 4

/** A node whose children are walked. */
class Level {
  isVisible = false
  /** Addresses of the next child and of the end of the children. */
  child = 0
  end = 0
  /** The next child's place among those that are no extras; aliases and fields go by it. */
  place = 0
  /** Where the next child's padding begins, in bytes of UTF-16. */
  at = 0
  aliases = 0
  fields = 0
  fieldsEnd = 0
  /** The field that a hidden node is held under: its children are, where they have none of their own. */
  field = 0
}

/** Walks a `TSTree` at an address, parents before children. */
export function walk(tree: number, language: number, memory: Memory, visitor: Visitor): void {
  const { HEAPU8: bytes, HEAPU16: halves, HEAPU32: words } = memory
  const word = (address: number) => words[address >> 2] as number
  const half = (address: number) => halves[address >> 1] as number
  const slices = word(language + LANGUAGE.fieldSlices)
  const entries = word(language + LANGUAGE.fieldEntries)
  const publicSymbols = word(language + LANGUAGE.publicSymbols)
  const aliasTable = word(language + LANGUAGE.aliases)
  const longest = half(language + LANGUAGE.longestAliases)
  const levels: Level[] = []
  let depth = -1

  const open = (node: number, isVisible: boolean, at: number, field: number): void => {
    depth++
    levels[depth] ??= new Level()
    const level = levels[depth] as Level
    const production = half(node + HEAP.production)
    const slice = slices + production * 4
    level.isVisible = isVisible
    level.child = node - word(node + HEAP.childCount) * SUBTREE
    level.end = node
    level.place = 0
    level.at = at
    level.aliases = production === 0 ? 0 : aliasTable + production * longest * 2
    level.fields = entries + half(slice) * 4
    level.fieldsEnd = level.fields + half(slice + 2) * 4
    level.field = field
  }
  /** A visible node; whether it is open now. */
  const enter = (symbol: number, field: number, start: number, size: number, isMissing: boolean): boolean => {
    const shown = symbol === ERROR_SYMBOL ? symbol : half(publicSymbols + symbol * 2)
    return visitor.enter(shown, field, start >> 1, (start + size) >> 1, isMissing)
  }

  const root = word(tree)
  const padding = word(root + HEAP.padding)
  if (!enter(half(root + HEAP.symbol), 0, padding, word(root + HEAP.size), false)) return
  open(root, true, 0, 0)
  while (depth >= 0) {
    const level = levels[depth] as Level
    if (level.child === level.end) {
      if (level.isVisible) visitor.leave()
      depth--
      continue
    }
    const first = word(level.child)
    const second = word(level.child + 4)
    const isInline = (first & 1) === 1
    const flags = isInline ? first >> 1 : half(first + HEAP.flags)
    const isExtra = (flags & EXTRA) !== 0
    const symbol = isInline ? (first >> 8) & 0xff : half(first + HEAP.symbol)
    const size = isInline ? second >>> 24 : word(first + HEAP.size)
    const before = level.at
    const start = before + (isInline ? (second >> 16) & 0xff : word(first + HEAP.padding))
    let alias = 0
    let field = 0
    if (!isExtra) {
      if (level.aliases !== 0) alias = half(level.aliases + level.place * 2)
      field = level.field
      for (let entry = level.fields; entry < level.fieldsEnd; entry += 4) {
        if (bytes[entry + 2] !== level.place || bytes[entry + 3] !== 0) continue
        field = half(entry)
        break
      }
      level.place++
    }
    level.child += SUBTREE
    level.at = start + size
    const hasChildren = !isInline && word(first + HEAP.childCount) > 0
    if ((flags & VISIBLE) !== 0 || alias !== 0) {
      const isMissing = (flags & (isInline ? MISSING_INLINE : MISSING)) !== 0
      if (!enter(alias || symbol, field, start, size, isMissing)) continue
      if (hasChildren) open(first, true, before, 0)
      else visitor.leave()
    } else if (hasChildren && word(first + HEAP.visibleChildren) > 0) open(first, false, before, field)
  }
}
