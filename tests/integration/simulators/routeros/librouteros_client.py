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


def walk_tables(api):
    """Tables with an order, a time-out, or rows that follow from others."""
    seen = {}
    queues = api.path("queue", "simple")
    first = queues.add(name="q1", target="10.0.0.5", **{"max-limit": "5M/10M"})
    queues.add(name="q2", target="10.0.0.6/32", **{"place-before": first})
    seen["queues"] = [(row["name"], row["target"], row["max-limit"]) for row in queues]
    list(queues("move", **{".id": first}))
    list(queues("move", **{".id": first, "destination": "*2"}))
    seen["moved"] = [row["name"] for row in queues]
    listed = api.path("ip", "firewall", "address-list")
    entry = listed.add(list="blocked", address="10.0.0.0-10.0.0.255", timeout="1h")
    seen["listed"] = [(row["address"], row["timeout"], row["dynamic"]) for row in listed]
    listed.remove(entry)
    seen["twin"] = refusal(lambda: queues.add(name="q1", target="10.0.0.7"))
    users = api.path("ip", "hotspot", "user")
    users.add(name="vera", password="x", server="hotspot1", **{"limit-uptime": "01:00:00"})
    seen["hotspot"] = [row["limit-uptime"] for row in users if row["name"] == "vera"]
    binding = api.path("ip", "hotspot", "ip-binding").add(**{"mac-address": "aa-bb-cc-00-11-22"})
    seen["binding"] = binding.startswith("*")
    api.path("tool", "netwatch").add(host="10.0.0.5", comment="isp")
    seen["netwatch"] = [row["status"] for row in api.path("tool", "netwatch")]
    traffic = api("/interface/monitor-traffic", interface="ether1,ether2", once="")
    seen["traffic"] = [(row["name"], row["rx-bits-per-second"]) for row in traffic]
    return seen


seen = walk(connect(settings["port"]))
seen["tables"] = walk_tables(connect(settings["port"]))
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
