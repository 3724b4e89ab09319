"""Takes orders at the counter: python -m shop"""

import asyncio

from .orders import load_order
from .pages import Catalogue
from .worker import work


async def ask(catalogue):
    product = input("Product: ").strip()
    price = asyncio.run(catalogue.price_of(product))
    print(f"{product}: {price}")


async def main():
    catalogue = Catalogue()
    queue = asyncio.Queue()
    queue.put((1, await load_order(1)))
    await ask(catalogue)
    await work(queue)


if __name__ == "__main__":
    main()
