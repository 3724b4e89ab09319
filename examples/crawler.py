"""A crawler as one wrote it in 2015: it follows the links of a site and counts the words of each page."""

import asyncio

PAGES = {
    "/": "welcome to the shop /orders /jobs",
    "/jobs": "two jobs /",
    "/orders": "three orders /jobs",
}


@asyncio.coroutine
def serve(reader, writer):
    request = yield from reader.readline()
    writer.write(PAGES[request.decode().strip()].encode())
    yield from writer.drain()
    writer.close()


@asyncio.coroutine
def fetch(port, path):
    reader, writer = yield from asyncio.open_connection("127.0.0.1", port)
    writer.write("{}\n".format(path).encode())
    page = (yield from reader.read()).decode()
    writer.close()
    return page


@asyncio.coroutine
def work(port, queue, lock, counts):
    while True:
        path = yield from queue.get()
        page = yield from asyncio.wait_for(fetch(port, path), 5)
        with (yield from lock):
            counts[path] = len(page.split())
            for link in page.split():
                if link.startswith("/") and link not in counts:
                    counts[link] = 0
                    yield from queue.put(link)
        queue.task_done()


@asyncio.coroutine
def crawl():
    loop = asyncio.get_event_loop()
    server = yield from asyncio.start_server(serve, "127.0.0.1", 0, loop=loop)
    port = server.sockets[0].getsockname()[1]
    queue = asyncio.Queue(loop=loop)
    lock = asyncio.Lock(loop=loop)
    counts = {}
    yield from queue.put("/")
    workers = [asyncio.ensure_future(work(port, queue, lock, counts)) for _ in range(2)]
    yield from queue.join()
    for worker in workers:
        worker.cancel()
    server.close()
    return counts


if __name__ == "__main__":
    loop = asyncio.get_event_loop()
    try:
        counts = loop.run_until_complete(crawl())
    finally:
        loop.close()
    for path in sorted(counts):
        print(path, counts[path])
