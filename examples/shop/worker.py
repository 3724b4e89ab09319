"""Works through the queue of orders."""

import asyncio

from .orders import print_label, save_order


async def handle(number, order):
    await save_order(number, order)
    await print_label(number)


async def heartbeat(interval):
    loop = asyncio.get_event_loop()
    started = loop.time()
    while True:
        await asyncio.sleep(interval)
        print("alive for", asyncio.get_event_loop().time() - started)


async def work(queue):
    beating = asyncio.ensure_future(heartbeat(60))
    try:
        while not queue.empty():
            batch = [queue.get_nowait() for _ in range(min(10, queue.qsize()))]
            await asyncio.wait([handle(number, order) for number, order in batch])
    except asyncio.TimeoutError:
        print("the printer does not answer")
    finally:
        beating.cancel()
