"""autobahn for Python logs in by each method that it has:

    python3 auth.py URL

The principals are those of auth_interop_test.go.
"""

import asyncio
import base64
import sys

from autobahn.asyncio.component import Component
from autobahn.wamp import auth

# autobahn takes the salt of scram with pbkdf2 as it is in the challenge, and then refuses the type.
auth._hash_pbkdf2_secret = lambda password, salt, iterations: auth.pbkdf2(password, base64.b64decode(salt), iterations, 32)

SEED = "30" * 32  # of the key of client01

ACCEPTED = {
    "ticket": ({"ticket": {"authid": "joe", "ticket": "joe's ticket"}}, "joe", "ticket"),
    "wampcra": ({"wampcra": {"authid": "peter", "secret": "peter's secret"}}, "peter", "wampcra"),
    "wampcra salted": ({"wampcra": {"authid": "salty", "secret": "pässword"}}, "salty", "wampcra"),
    "scram": ({"scram": {"authid": "user", "password": "pencil", "nonce": "", "kdf": "argon2id-13"}}, "user", "scram"),
    "scram pbkdf2": ({"scram": {"authid": "pbkdf2", "password": "pencil", "nonce": "", "kdf": "pbkdf2"}}, "pbkdf2", "scram"),
    "cryptosign": ({"cryptosign": {"authid": "client01", "privkey": SEED}}, "client01", "cryptosign"),
    "anonymous": ({"anonymous": {}}, None, "anonymous"),
}

DENIED = {
    "ticket": {"ticket": {"authid": "joe", "ticket": "another"}},
    "ticket of nobody": {"ticket": {"authid": "nobody", "ticket": "joe's ticket"}},
    "wampcra": {"wampcra": {"authid": "peter", "secret": "another"}},
    "wampcra of nobody": {"wampcra": {"authid": "nobody", "secret": "peter's secret"}},
    "scram": {"scram": {"authid": "user", "password": "pen", "nonce": "", "kdf": "argon2id-13"}},
    "scram pbkdf2": {"scram": {"authid": "pbkdf2", "password": "pen", "nonce": "", "kdf": "pbkdf2"}},
    "scram of nobody": {"scram": {"authid": "nobody", "password": "pencil", "nonce": "", "kdf": "argon2id-13"}},
    "cryptosign": {"cryptosign": {"authid": "client01", "privkey": "31" * 32}},
}


async def join(url, serializer, authentication):
    """Returns the details of the session, or the reason of its ABORT."""
    found = []

    async def main(_, session):
        found.append(session.session_details)

    component = Component(
        transports={"type": "websocket", "url": url, "serializers": [serializer], "max_retries": 0},
        realm="realm1",
        authentication=authentication,
        main=main,
        is_fatal=lambda error: True,
    )
    component.on("leave", lambda session, details: found.append(details.reason))
    try:
        await asyncio.wait_for(component.start(asyncio.get_running_loop()), 60)
    except Exception as error:
        if not found:
            raise error
    return found[0]


async def run(url, serializer):
    for name, (authentication, authid, method) in ACCEPTED.items():
        details = await join(url, serializer, authentication)
        if isinstance(details, str):
            raise AssertionError(f"{name}: ABORT {details}")
        if details.authmethod != method or authid and details.authid != authid:
            raise AssertionError(f"{name}: {details}")
        print(f"ok  auth.py {serializer} {name} -> {details.authid} by {details.authmethod}", flush=True)
    for name, authentication in DENIED.items():
        reason = await join(url, serializer, authentication)
        if reason != "wamp.error.authentication_denied":
            raise AssertionError(f"{name} denied: {reason}")
        print(f"ok  auth.py {serializer} {name} denied -> {reason}", flush=True)


if __name__ == "__main__":
    for serializer in ["json", "msgpack", "cbor"]:
        try:
            asyncio.run(run(sys.argv[1], serializer))
        except Exception as error:
            sys.exit(f"FAILED  auth.py {serializer}: {type(error).__name__}: {error}")
