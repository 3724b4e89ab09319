"""Stands in for requests in fixtures that run: no network, but each call takes as long as a fast server would."""

import time


class RequestException(Exception):
    pass


class Response:
    def __init__(self, url, data=None):
        self.url = url
        self.data = data
        self.status_code = 200
        self.text = f"page of {url}"

    def json(self):
        return {"url": self.url, "data": self.data}


def get(url, params=None, **kwargs):
    time.sleep(0.25)
    return Response(url, params)


def post(url, data=None, json=None, **kwargs):
    time.sleep(0.25)
    return Response(url, data or json)
