import { isAscii } from 'node:buffer'
import iconv from 'iconv-lite'

/** The bytes and text of one file. */
export interface SourceFile {
  /** As it was named on the command line or found below a folder that was. */
  readonly path: string
  readonly bytes: Buffer
  /** Without the byte order mark. */
  readonly text: string
  /** The byte order mark that stands before the text, if there is one. */
  readonly mark: string
  /** A text, which may begin with the mark, in the file's own encoding. Throws `DecodeError` where a character has no code. */
  encode(text: string): Buffer
}

/** Why the bytes of a file are not text. Its message is for the user. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/

/** Decodes a file as Python does: by its byte order mark, by the cookie of PEP 263, else as UTF-8. */
export function decode(path: string, bytes: Buffer): SourceFile {
  if (isPlain(bytes))
    return { path, bytes, text: bytes.toString('latin1'), mark: '', encode: changed => Buffer.from(changed) }
  const isMarked = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)
  const content = isMarked ? bytes.subarray(3) : bytes
  const encoding = encodingOf(content, isMarked)
  const { decoded, encoded } = encoding === 'utf8' ? UTF_8 : inOther(encoding)
  const text = decoded(content)
  if (text.includes('\0')) throw new DecodeError('it holds NUL bytes, which Python does not accept')
  if (!encoded(text).equals(content)) {
    throw new DecodeError(`it does not survive decoding and encoding as ${encoding}`)
  }
  const encode = (changed: string): Buffer => {
    const all = encoded(changed)
    if (decoded(all) !== changed) throw new DecodeError(`its encoding ${encoding} cannot hold the change`)
    return all
  }
  return { path, bytes, text, mark: isMarked ? '\ufeff' : '', encode }
}

interface Codec {
  decoded(bytes: Buffer): string
  encoded(text: string): Buffer
}

const UTF_8: Codec = { decoded: decodeUtf8, encoded: text => Buffer.from(text) }

function inOther(encoding: string): Codec {
  return {
    decoded: bytes => iconv.decode(bytes, encoding, { stripBOM: false }),
    encoded: text => iconv.encode(text, encoding),
  }
}

/** Whether bytes are all ASCII, which is the same text in UTF-8, and declare nothing else. */
function isPlain(bytes: Buffer): boolean {
  return isAscii(bytes) && !bytes.includes(0) && !bytes.subarray(0, 1024).includes('coding')
}

/** The encoding that a file declares, in iconv's spelling. https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations */
function encodingOf(content: Buffer, marked: boolean): string {
  const [first = '', second = ''] = content
    .subarray(0, 1024)
    .toString('latin1')
    .split(/\r\n|\r|\n/, 2)
  const declared = COOKIE.exec(first)?.[1] ?? (/^[ \t\f]*(#.*)?$/.test(first) ? COOKIE.exec(second)?.[1] : undefined)
  if (declared === undefined) return 'utf8'
  const name = declared.toLowerCase().replaceAll('_', '-')
  if (/^utf-?8(-|$)/.test(name)) return 'utf8'
  if (marked) throw new DecodeError(`its encoding declaration ${declared} contradicts its byte order mark`)
  const encoding = /^(latin-1|iso-8859-1|iso-latin-1)(-|$)/.test(name) ? 'iso-8859-1' : name
  // Node's own codecs of bytes as text are no encodings of text.
  if (!iconv.encodingExists(encoding) || ['base64', 'hex', 'binary'].includes(encoding))
    throw new DecodeError(`unknown encoding ${declared}`)
  return encoding
}

function decodeUtf8(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    throw new DecodeError(`it is not valid UTF-8 and declares no other encoding (byte ${invalidByte(content)})`)
  }
}

/** The offset of the first byte that is not UTF-8. */
function invalidByte(content: Buffer): number {
  const text = content.toString('utf8')
  let at = 0
  for (const char of text) {
    const length = Buffer.byteLength(char)
    if (char === '\ufffd' && !content.subarray(at, at + 3).equals(Buffer.from(char))) return at
    at += length
  }
  return at
}
