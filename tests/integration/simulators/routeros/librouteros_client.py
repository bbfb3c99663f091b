"""Walks through the RouterOS API with librouteros and prints what it saw as JSON."""

import json
import ssl
import sys

import librouteros
from librouteros.exceptions import FatalError, LibRouterosError, TrapError
from librouteros.login import plain, token
from librouteros.query import And, Key, Or

settings = json.loads(sys.argv[1])


def connect(port, password="secret", **options):
    return librouteros.connect(
        "127.0.0.1", "isp", password, port=port, encoding="UTF-8", **options
    )


def refusal(action):
    try:
        action()
    except (TrapError, FatalError) as error:
        return str(error)
    return None


def tls(port):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ADH:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return connect(port, ssl_wrapper=context.wrap_socket)


def walk(api):
    seen = {}
    secrets = api.path("ppp", "secret")
    profile = api.path("ppp", "profile").add(name="p5", **{"rate-limit": "5M/10M"})
    ids = [secrets.add(name=n, password="x", profile="p5") for n in ("ann", "ben", "cat")]
    secrets.update(**{".id": ids[1], "disabled": True, "comment": "o" * 256})
    name, disabled, comment = Key("name"), Key("disabled"), Key("comment")
    select = lambda *where: [row["name"] for row in secrets.select(name).where(*where)]
    seen["profile"] = next(row for row in api.path("ppp", "profile") if row[".id"] == profile)
    seen["disabled"] = select(disabled == True)  # noqa: E712
    seen["or"] = select(Or(name == "ann", name == "cat"))
    seen["and"] = select(And(disabled == False, name != "ann"))  # noqa: E712
    seen["in"] = select(name.In("ben", "cat", "nobody"))
    seen["nothing"] = select(name == "nobody")
    seen["long"] = [row["comment"] for row in secrets.select(comment).where(name == "ben")]
    seen["count"] = list(api("/ppp/secret/print", **{"count-only": ""}))
    seen["duplicate"] = refusal(lambda: secrets.add(name="ann"))
    seen["reference"] = refusal(lambda: secrets.add(name="dan", profile="none"))
    seen["menu"] = refusal(lambda: list(api("/no/such/print")))
    seen["active"] = [row["name"] for row in api.path("ppp", "active")]
    secrets.remove(*ids[:2])
    seen["left"] = [row["name"] for row in secrets]
    seen["identity"] = list(api("/system/identity/print"))
    seen["quit"] = refusal(lambda: list(api("/quit")))
    return seen


seen = walk(connect(settings["port"]))
seen["wrong"] = refusal(lambda: connect(settings["port"], password="guess", login_method=plain))
seen["tls"] = list(tls(settings["tlsPort"])("/system/identity/print"))
legacy = connect(settings["legacyPort"], login_method=token)
seen["legacy"] = list(legacy("/system/identity/print"))
seen["lost"] = None
try:
    list(connect(settings["cutPort"])("/ppp/profile/print"))
except LibRouterosError as error:
    seen["lost"] = type(error).__name__
print(json.dumps(seen))
