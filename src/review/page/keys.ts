/// <reference lib="dom" />

/** Calls something for each key (`j`, `F`, `Control+Enter`), but not where the key means something else. */
export function listenForKeys(actions: Readonly<Record<string, () => void>>): void {
  document.addEventListener('keydown', event => {
    if (event.altKey || event.metaKey || document.querySelector('dialog[open]')) return
    if (event.target instanceof HTMLInputElement) return
    const act = actions[event.ctrlKey ? `Control+${event.key}` : event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
}
