"""One message handed to a webhook: signed as Standard Webhooks asks, sent once, and what the receiver said of it.

Between the outbox and the network. Takes a message and its secret; gives nothing if it was taken, or why it was not. It
follows no redirection, reads nothing of the answer but its status, and waits for nobody longer than a few seconds.
Source: https://github.com/standard-webhooks/standard-webhooks, `webhook-id`, `webhook-timestamp`, `webhook-signature`.
"""

from __future__ import annotations

import asyncio
import hmac
from base64 import b64encode
from hashlib import sha256
from typing import Final

import httpx

LONGEST: Final = 15.0
"""Seconds that one sending may take, however slowly a receiver speaks."""
PREFIX: Final = "whsec_"
TAKEN: Final = range(200, 300)


def shown(secret: bytes) -> str:
    """A webhook's secret as receivers take it.

    >>> shown(bytes(3))
    'whsec_AAAA'
    """
    return PREFIX + b64encode(secret).decode()


def signature(secret: bytes, message: str, moment: int, body: bytes) -> str:
    """The signature of a message sent at a moment (UTC seconds).

    >>> from base64 import b64decode
    >>> secret = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = b".".join((message.encode(), str(moment).encode(), body))
    return "v1," + b64encode(hmac.new(secret, signed, sha256).digest()).decode()


async def send(
    network: httpx.AsyncClient, url: str, secret: bytes, message: str, moment: int, body: bytes
) -> str | None:
    """None if the receiver took it, else why not."""
    headers = {
        "content-type": "application/json", "webhook-id": message, "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret, message, moment, body),
    }  # fmt: skip
    try:
        async with (
            asyncio.timeout(LONGEST),
            network.stream("POST", url, content=body, headers=headers) as answer,
        ):
            return None if answer.status_code in TAKEN else f"status {answer.status_code}"
    except TimeoutError:
        return f"no answer within {LONGEST:.0f} s"
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return f"{type(error).__name__}: {error}"
