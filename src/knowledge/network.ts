/** Coroutines that wait for a peer on the network for as long as it likes, by qualified name. */
export const networkWaits: readonly string[] = [
  'asyncio.open_connection',
  'asyncio.AbstractEventLoop.create_connection',
  'asyncio.AbstractEventLoop.sock_accept',
  'asyncio.AbstractEventLoop.sock_connect',
  'asyncio.AbstractEventLoop.sock_recv',
  'asyncio.AbstractEventLoop.sock_recv_into',
  'asyncio.AbstractEventLoop.sock_sendall',
  'asyncio.StreamReader.read',
  'asyncio.StreamReader.readexactly',
  'asyncio.StreamReader.readline',
  'asyncio.StreamReader.readuntil',
  'asyncio.StreamWriter.drain',
]
