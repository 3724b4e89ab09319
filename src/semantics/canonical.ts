import { aliases } from '../knowledge/aliases.ts'

/** The one spelling under which the knowledge tables list a name. */
export function canonical(name: string): string {
  for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
    const prefix = aliases.get(name.slice(0, end + 1))
    if (prefix !== undefined) return prefix + name.slice(end + 1)
    const whole = aliases.get(name.slice(0, end))
    if (whole !== undefined) return whole + name.slice(end)
  }
  return aliases.get(name) ?? name
}
