import { type BlockingTable, each, members } from './blocking.ts'

const TABLES = 'the tables or arrays it is given must not change meanwhile'
const IMAGE = 'the image must not be changed meanwhile'
const IMAGES = ['convert', 'crop', 'filter', 'resize', 'rotate', 'save', 'thumbnail', 'transpose']

/** Calls that keep a processor busy for long, whatever they are given; most of them let other threads run meanwhile. */
export const heavy: BlockingTable = new Map([
  ...each('hashlib.pbkdf2_hmac hashlib.scrypt bcrypt.checkpw bcrypt.hashpw bcrypt.kdf'),
  ...each('bz2.compress bz2.decompress gzip.compress gzip.decompress lzma.compress lzma.decompress'),
  ...each('zlib.compress zlib.decompress'),
  ...members(
    'pandas',
    `read_csv read_excel read_feather read_fwf read_hdf read_html read_json read_orc read_parquet read_pickle read_sas
    read_spss read_sql read_sql_query read_sql_table read_stata read_table read_xml`,
    { caution: 'pandas then reads in another thread, and so does a connection or file that it is given' },
  ),
  ...members(
    'numpy.linalg',
    'cholesky det eig eigh eigvals eigvalsh inv lstsq matrix_power matrix_rank pinv qr slogdet solve svd',
    { caution: TABLES },
  ),
  ...members('PIL.Image.Image', 'convert filter resize rotate save thumbnail transpose', {
    caution: IMAGE,
    reads: IMAGES,
  }),
])

/** Builtins that go through all that they are given. */
export const consuming: ReadonlySet<string> = new Set(['max', 'min', 'sorted', 'sum'].map(name => `builtins.${name}`))
