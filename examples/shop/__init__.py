"""A small shop from the early days of asyncio: it runs, and stands still whenever one customer waits."""
