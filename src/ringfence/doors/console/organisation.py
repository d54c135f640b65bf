"""People who sign in with their organisation's account: OpenID Connect, the code flow with PKCE.

Between the desk's sign-in and an identity provider. Takes where the provider is and which of its groups may do what; gives
the address to send a browser to, and of what comes back who she is and what she may do. It keeps no password and no token.
Source: OpenID Connect Core 1.0; RFC 7636 (PKCE); RFC 9700.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ringfence.call.errors import RequestError
from ringfence.caller.access import SCOPES, Holder

PATIENCE: Final = 10.0
ALGORITHMS: Final = ["RS256", "ES256", "EdDSA", "PS256"]
ASKED: Final = "openid email profile"
LEEWAY: Final = 60
WORDS_BYTES: Final = 32


class SigningOn(msgspec.Struct, frozen=True):
    """What is remembered, in her browser and sealed, between the way there and the way back."""

    state: str
    nonce: str
    verifier: str
    language: str
    back: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An identity provider, and what those whom it names may do.

    `groups` says which group has which scopes, `claim` where the provider tells groups; `*` is everybody whom it lets in.
    """

    issuer: str
    app: str
    secret: str
    groups: Mapping[str, tuple[str, ...]]
    claim: str = "groups"

    async def there(self, language: str, back: str) -> tuple[str, SigningOn]:
        """The address to send a browser to, and what to remember until it comes back to `back`."""
        state, nonce, verifier = (secrets.token_urlsafe(WORDS_BYTES) for _ in range(3))
        on = SigningOn(state, nonce, verifier, language, back)
        challenge = urlsafe_b64encode(sha256(on.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self.app, "redirect_uri": back, "scope": ASKED, "state": on.state,
            "nonce": on.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{(await self._told())['authorization_endpoint']}?{urlencode(asked)}", on

    async def holder(self, code: str, state: str, on: SigningOn) -> Holder:
        """Who came back; RequestError if it is not she who went, or she may do nothing here."""
        if not secrets.compare_digest(state.encode(), on.state.encode()):
            raise RequestError("this is not the sign-in that was begun here; begin anew", "state")
        told = await self._told()
        given = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": on.back, "code_verifier": on.verifier,
            "client_id": self.app, "client_secret": self.secret,
        }  # fmt: skip
        answer = await _asked("POST", told["token_endpoint"], given)
        keys = KeySet.import_key_set(await _asked("GET", told["jwks_uri"]))  # type: ignore[arg-type]  # JSON as it comes
        return self._named(self._claims(str(answer.get("id_token", "")), keys, on.nonce))

    def _claims(self, token: str, keys: KeySet, nonce: str) -> dict[str, Any]:
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY, iss={"essential": True, "value": self.issuer}, aud={"essential": True, "value": self.app},
            exp={"essential": True}, nonce={"essential": True, "value": nonce}, sub={"essential": True},
        )  # fmt: skip
        try:
            read = jwt.decode(token, keys, algorithms=ALGORITHMS)
            rules.validate(read.claims)
        except (JoseError, ValueError) as error:
            raise RequestError(
                f"what your organisation sent does not hold: {type(error).__name__}; begin anew", "token"
            ) from error
        return read.claims

    def _named(self, claims: Mapping[str, Any]) -> Holder:
        told = claims.get(self.claim, ())
        mine = {"*", *([told] if isinstance(told, str) else map(str, told))}
        scopes = frozenset(scope for group in mine for scope in self.groups.get(group, ()))
        if "read" not in scopes:
            raise RequestError(
                "your account may not read here; ask whoever keeps this gate for a group", "groups"
            )
        name = str(claims.get("email") or claims.get("preferred_username") or claims["sub"])
        return Holder(name[:200], scopes)

    async def _told(self) -> dict[str, Any]:
        told = await _asked("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise RequestError(
                "the identity provider calls itself otherwise than this gate was told", "issuer"
            )
        return told


def groups_of(text: str) -> dict[str, tuple[str, ...]]:
    """Which group has which scopes, from words like `compliance=read,tell,facts,lists; *=read`.

    >>> groups_of("compliance=read,tell; *=read")
    {'compliance': ('read', 'tell'), '*': ('read',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        group, equals, scopes = part.partition("=")
        named = tuple(scope.strip() for scope in scopes.split(","))
        if not equals or not all(scope in SCOPES for scope in named):
            raise RequestError(
                f"`{part}` gives no scopes; write it like compliance=read,tell with {', '.join(SCOPES)}",
                "groups",
            )
        found[group.strip()] = named
    return found


async def _asked(method: str, url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False) as network:
            answer = await network.request(method, url, data=form)
            answer.raise_for_status()
            told = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise RequestError(
            f"the identity provider does not answer: {type(error).__name__}; try again", "issuer"
        ) from error
    if not isinstance(told, dict):
        raise RequestError("the identity provider does not answer as one does; try again", "issuer")
    return told
