/**
 * Functions and methods that make a thread wait, by qualified name, one line each. What returns at once is left out
 * (`os.path.exists`, `Path.mkdir`, `subprocess.Popen`), for moving it to a thread costs more than it saves.
 */

/** What to know of a blocking call, beside that it blocks. */
export interface BlockingCall {
  /** What may behave differently in a thread. Makes the fix unsafe. */
  readonly caution?: string
  /** Why it is not moved, and what to write instead. */
  readonly refused?: string
  /** Keyword arguments that prevent the move unless they are literally False, with the reason. */
  readonly refusedWith?: Readonly<Record<string, string>>
  /** `refused` does not hold where the call that made the object has this keyword argument set to False. */
  readonly unlessMadeWith?: string
  /** Methods of the result that wait in their turn: a chain of them moves as a whole. */
  readonly reads?: readonly string[]
  /** Why a `with` statement on the result stays where it is. */
  readonly refusedInWith?: string
  /** The `with` statement on the result moves as a whole where its body does nothing else. */
  readonly movesWith?: true
  /** Blocks only when an argument is an instance of this class. */
  readonly givenA?: string
  /** Does not block when an argument, or one of the call that made the object, is an instance of one of these classes. */
  readonly unlessGivenA?: readonly string[]
  /** Blocks only when the first argument is this, by qualified name. */
  readonly givenFirst?: string
  /** Blocks only when the positional argument with this index is the number 0. */
  readonly givenZeroAt?: number
}

export type BlockingTable = ReadonlyMap<string, BlockingCall>

/** Entries for several names that are alike, written as words. */
export function each<C extends BlockingCall>(names: string, call: C = {} as C): [string, C][] {
  return names
    .trim()
    .split(/\s+/)
    .map(name => [name, call])
}

/** Entries for several members of one class or module. */
export function members<C extends BlockingCall>(owner: string, names: string, call: C = {} as C): [string, C][] {
  return each(names, call).map(([name]) => [`${owner}.${name}`, call])
}

const VERBS = 'get post put patch delete head options request'
const STREAMED: BlockingCall = {
  refusedWith: {
    stream:
      'a streamed response goes on reading from the network where its body is used; read it whole in a helper and move that to a thread, or use an asynchronous client such as httpx.AsyncClient',
  },
}
const SESSION =
  'the session is then used from another thread, and requests does not promise that sessions are thread-safe'
const CLIENT = 'the client is then used from another thread; this is safe as long as no other code changes it meanwhile'
const RESPONSE = 'the response is then read in another thread'
const WITH_RESPONSE =
  'the body of the `with` reads from the network too; move the whole block into a function and give that to a thread, or use an asynchronous client'

export const http: BlockingTable = new Map([
  ...members('requests', VERBS, STREAMED),
  ...members('requests.Session', `${VERBS} send`, { ...STREAMED, caution: SESSION }),
  ...members('httpx', VERBS),
  ...members('httpx', 'stream', { refused: WITH_RESPONSE }),
  ...members('httpx.Client', `${VERBS} send`, { caution: CLIENT }),
  ...members('httpx.Client', 'stream', { refused: WITH_RESPONSE }),
  ...members('urllib.request', 'urlopen', { reads: ['read', 'readline', 'readlines'], refusedInWith: WITH_RESPONSE }),
  ...members('urllib.request', 'urlretrieve'),
  ...members('http.client.HTTPResponse', 'read readline readlines', { caution: RESPONSE }),
  ...members('http.client.HTTPConnection', 'request getresponse', { caution: CLIENT }),
  ...members('urllib3', 'request'),
  ...members('urllib3.PoolManager', 'request urlopen', { caution: CLIENT }),
  ...members('urllib3.HTTPConnectionPool', 'request urlopen', { caution: CLIENT }),
])

const PROCESS = 'the process object is then used from another thread'
const PIPE =
  'the pipe it returns makes the loop wait again where it is read; use subprocess.run in a thread, or asyncio.create_subprocess_shell'

export const subprocess: BlockingTable = new Map([
  ...members('subprocess', 'run call check_call check_output getoutput getstatusoutput'),
  ...members('subprocess.Popen', 'wait communicate', { caution: PROCESS }),
  ...members('os', 'system wait'),
  // With `os.WNOHANG` they only look. https://docs.python.org/3/library/os.html#os.waitpid
  ...members('os', 'waitpid wait4', { givenZeroAt: 1 }),
  ...members('os', 'wait3', { givenZeroAt: 0 }),
  ...members('os', 'spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe', { givenFirst: 'os.P_WAIT' }),
  ...members('os', 'popen', { reads: ['read', 'readline', 'readlines'], refused: PIPE }),
])

export const input: BlockingTable = new Map(each('builtins.input getpass.getpass'))

const FILE_READS = ['read', 'readline', 'readlines', 'write', 'writelines']
const FILE = 'the file object is then used from another thread; this is safe as long as no other task uses it meanwhile'
const ARCHIVE = 'the archive is then used from another thread'
const IN_MEMORY = ['io.BytesIO', 'io.StringIO']
const OPENS: BlockingCall = { reads: FILE_READS, movesWith: true, unlessGivenA: IN_MEMORY }

export const files: BlockingTable = new Map([
  ...each('builtins.open os.fdopen codecs.open gzip.open bz2.open lzma.open lzma.LZMAFile pathlib.Path.open', OPENS),
  ...each('tempfile.NamedTemporaryFile tempfile.TemporaryFile gzip.GzipFile bz2.BZ2File io.FileIO', OPENS),
  ...each('tarfile.open zipfile.ZipFile', {
    ...OPENS,
    reads: [...FILE_READS, 'add', 'extract', 'extractall', 'testzip'],
  }),
  ...members('io.IOBase', 'read readline readlines write writelines', { caution: FILE, unlessGivenA: IN_MEMORY }),
  ...each('json.load json.dump pickle.load pickle.dump', { caution: FILE, givenA: 'io.IOBase' }),
  ...members('pathlib.Path', 'read_text write_text read_bytes write_bytes'),
  ...members(
    'shutil',
    'chown copy copy2 copyfile copyfileobj copymode copystat copytree disk_usage make_archive move rmtree unpack_archive',
  ),
  ...members('tarfile.TarFile', 'add extract extractall', { caution: ARCHIVE }),
  ...members('zipfile.ZipFile', 'extract extractall write', { caution: ARCHIVE }),
  ...members('zipfile.ZipFile', 'read testzip writestr', { caution: ARCHIVE, unlessGivenA: IN_MEMORY }),
  ...members('os', 'walk', {
    refused:
      'it reads the disk step by step, where it is iterated; collect what you need in a function and give that to a thread',
  }),
])

/** Functions that read or write a file object they are given: `json.load(open(p))` moves to a thread as a whole. */
export const fileConsumers: ReadonlySet<string> = new Set([
  'builtins.list',
  'builtins.set',
  'builtins.sorted',
  'builtins.tuple',
  'json.dump',
  'json.load',
  'pickle.dump',
  'pickle.load',
  'shutil.copyfileobj',
  'tomllib.load',
  'yaml.dump',
  'yaml.load',
  'yaml.safe_dump',
  'yaml.safe_load',
])

const DRIVERS = {
  psycopg: 'psycopg.AsyncConnection or asyncpg',
  mysql: 'aiomysql or asyncmy',
  mongo: 'pymongo.AsyncMongoClient or motor',
  redis: 'redis.asyncio',
}
const connection = (driver: string): BlockingCall => ({
  caution: `the connection is then used from another thread, one call at a time; an asynchronous driver (${driver}) does without`,
})
const SQLITE: BlockingCall = {
  refused:
    'sqlite3 objects belong to the thread that made them; connect, query and close in one function and give that to a thread, or use aiosqlite',
  unlessMadeWith: 'check_same_thread',
  caution: 'the connection is then used from another thread, one call at a time; aiosqlite does without',
}
const CURSOR = 'execute executemany fetchall fetchmany fetchone'
const FETCHES = ['fetchall', 'fetchmany', 'fetchone']

export const database: BlockingTable = new Map([
  ...each('sqlite3.connect', SQLITE),
  ...members('sqlite3.Connection', 'executemany executescript commit rollback backup', SQLITE),
  ...members('sqlite3.Connection', 'execute', { ...SQLITE, reads: FETCHES }),
  ...members('sqlite3.Cursor', `${CURSOR} executescript`, SQLITE),
  ...members('sqlite3.Cursor', 'execute', { ...SQLITE, reads: FETCHES }),
  ...each('psycopg2.connect psycopg.connect', connection(DRIVERS.psycopg)),
  ...members('psycopg2.connection', 'commit rollback', connection(DRIVERS.psycopg)),
  ...members('psycopg2.cursor', `${CURSOR} callproc copy_expert copy_from copy_to`, connection(DRIVERS.psycopg)),
  ...members('psycopg.Connection', 'commit rollback', connection(DRIVERS.psycopg)),
  ...members('psycopg.Cursor', CURSOR, connection(DRIVERS.psycopg)),
  ...each('psycopg.Connection.execute psycopg.Cursor.execute', { ...connection(DRIVERS.psycopg), reads: FETCHES }),
  ...each('pymysql.connect MySQLdb.connect mysql.connector.connect', connection(DRIVERS.mysql)),
  ...['pymysql', 'MySQLdb', 'mysql.connector'].flatMap(driver => [
    ...members(`${driver}.Connection`, 'commit rollback ping', connection(DRIVERS.mysql)),
    ...members(`${driver}.Cursor`, `${CURSOR} callproc`, connection(DRIVERS.mysql)),
  ]),
  ...members('pymongo.MongoClient', 'list_database_names drop_database server_info', connection(DRIVERS.mongo)),
  ...members(
    'pymongo.Database',
    'command list_collection_names create_collection drop_collection',
    connection(DRIVERS.mongo),
  ),
  ...members(
    'pymongo.Collection',
    `find_one insert_one insert_many update_one update_many replace_one delete_one delete_many bulk_write count_documents
    estimated_document_count distinct find_one_and_update find_one_and_replace find_one_and_delete create_index drop_index drop`,
    connection(DRIVERS.mongo),
  ),
  ...members(
    'redis.Redis',
    `append blpop brpop dbsize decr decrby delete exists expire expireat flushall flushdb get getdel getex getset hdel hexists
    hget hgetall hincrby hkeys hlen hmget hset hsetnx hvals incr incrby info keys lindex llen lpop lpush lrange lrem lset ltrim
    mget mset persist ping publish rename rpop rpush sadd scard scan set setex setnx sismember smembers srem strlen time ttl
    type unlink xadd xlen xrange xread zadd zcard zincrby zrange zrangebyscore zrank zrem zscore`,
    connection(DRIVERS.redis),
  ),
  ...members('redis.Pipeline', 'execute', connection(DRIVERS.redis)),
])

/** All of the above: what they give is a plain value, of which no method can be awaited either. */
export const blocking: BlockingTable = new Map([...http, ...subprocess, ...input, ...files, ...database])
