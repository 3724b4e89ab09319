import { type Dispatcher, EnvHttpProxyAgent, fetch, Pool, type RequestInit, type Response } from 'undici'
import { UsageError } from '../source/usage-error.ts'

let agent: Dispatcher | undefined

/**
 * What Node's own `fetch` does in its newest versions only: it goes by the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY
 * name. Throws `UsageError` where the proxy has no address, else as `fetch` does.
 */
export function fetchByProxy(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, dispatcher: connection() })
}

function connection(): Dispatcher {
  try {
    agent ??= new EnvHttpProxyAgent({ clientFactory: proxyAt })
    return agent
  } catch {
    // It may hold a password.
    throw new UsageError('the address of the proxy, in HTTPS_PROXY or HTTP_PROXY, is not of the form http://HOST:PORT')
  }
}

/** The proxy as undici asks it for tunnels: what goes wrong there is told, and never tried again for ever. */
function proxyAt(origin: URL, options: object): Dispatcher {
  const pool = new Pool(origin, options)
  const connect = async (request: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    const answer: Promise<Dispatcher.ConnectData> = Reflect.apply(Pool.prototype.connect, pool, [request])
    const tunnel = await answer.catch((error: Error) => {
      throw new Error(`the proxy ${origin.host}: ${error.message}`)
    })
    if (tunnel.statusCode === 200) return tunnel
    tunnel.socket.destroy()
    throw new Error(`the proxy ${origin.host} answers ${tunnel.statusCode}`)
  }
  return Object.assign(pool, { connect })
}
