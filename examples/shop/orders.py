"""Keeps orders on disk and in the database."""

import json
import subprocess
from pathlib import Path

import psycopg2

FOLDER = Path("orders")


async def load_order(number):
    return json.loads((FOLDER / f"{number}.json").read_text())


async def save_order(number, order):
    with open(FOLDER / f"{number}.json", "w") as file:
        json.dump(order, file)


async def count_orders(dsn):
    connection = psycopg2.connect(dsn)
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM orders")
    return cursor.fetchone()[0]


async def print_label(number):
    result = subprocess.run(["lp", f"orders/{number}.pdf"], capture_output=True)
    return result.returncode == 0
