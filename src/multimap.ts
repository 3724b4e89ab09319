/** Puts a value behind the others of a key. */
export function add<K, V>(key: K, value: V, to: Map<K, V[]>): void {
  const known = to.get(key)
  if (known) known.push(value)
  else to.set(key, [value])
}
