import time


async def poll(jobs):
    time.sleep(1)
    "café 😀"; time.sleep(2)
    for job in jobs:
        time.sleep(
            job,
        )
