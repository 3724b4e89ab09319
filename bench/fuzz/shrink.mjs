// The smallest file that still shows what a larger one shows.

const MOST_TRIES = 400

/** Takes lines and then characters away as long as `shows` says that the rest is enough. */
export async function smallest(bytes, shows) {
  let text = bytes.toString('latin1')
  let tries = 0
  for (const split of [/(?<=\n)/, /(?<=\W)|(?=\W)/, '']) {
    let parts = text.split(split)
    for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < parts.length && tries < MOST_TRIES; ) {
        const rest = [...parts.slice(0, at), ...parts.slice(at + size)]
        tries++
        if (await shows(Buffer.from(rest.join(''), 'latin1'))) parts = rest
        else at += size
      }
    }
    text = parts.join('')
  }
  return Buffer.from(text, 'latin1')
}
