/**
 * A text for a terminal, as long as it was: characters that would steer it, or turn the order of others around, become
 * pictures. Line feeds and tabs stay. https://www.unicode.org/charts/PDF/U2400.pdf https://trojansource.codes
 */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, character => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd'
  })
}
