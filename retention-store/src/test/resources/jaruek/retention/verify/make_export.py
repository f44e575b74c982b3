"""Makes a small export from docs/evidence-format.md alone, with nothing of the product.

    make_export.py FILE.zip [rows=3000] [rotate=1] [witness=1] [stamp=1] [step=11] [format=jaruek-export/1]

It shares no code with verify.py either, so that a wrong reading of the page shows.
"""

import base64
import hashlib
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import zipfile

H = lambda data: hashlib.sha256(data).digest()
b64 = lambda data: base64.b64encode(data).decode()
dumps = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))

TRAFFIC = ("receivedAt:T startedAt:T endedAt:T exporter:A origin:S protocol:I sourceAddress:A sourcePort:I "
           "destinationAddress:A destinationPort:I natSourceAddress:A natSourcePort:I natDestinationAddress:A "
           "natDestinationPort:I natEvent:I bytes:L packets:L tcpFlags:I inputInterface:I outputInterface:I "
           "samplingInterval:I action:S userName:S sourceMac:M url:S frame:L")
MESSAGES = ("receivedAt:T sentAt:T sender:A transport:S facility:I severity:I hostname:S appName:S procId:S msgId:S "
            "structuredData:S message:S raw:B vendor:S frame:L")
COLUMNS = {name: [c.split(":") for c in text.split()]
           for name, text in (("traffic", TRAFFIC), ("messages", MESSAGES))}


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return H(b"\1" + root(leaves[:k]) + root(leaves[k:]))


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [root(leaves[k:])]
    return path(m - k, leaves[k:]) + [root(leaves[:k])]


def consistency(m, leaves, known=True):
    n = len(leaves)
    if m == n:
        return [] if known else [root(leaves)]
    k = split(n)
    if m <= k:
        return consistency(m, leaves[:k], known) + [root(leaves[k:])]
    return consistency(m - k, leaves[k:], False) + [root(leaves[:k])]


def value_bytes(kind, v):
    if kind == "T":
        import calendar, time
        seconds = calendar.timegm(time.strptime(v[:19], "%Y-%m-%dT%H:%M:%S"))
        return struct.pack(">q", seconds * 1000 + int(v[20:23]))
    if kind == "L":
        return struct.pack(">q", v)
    if kind == "I":
        return struct.pack(">i", v)
    if kind == "A":
        raw = socket.inet_pton(socket.AF_INET6 if ":" in v else socket.AF_INET, v)
        return bytes([len(raw)]) + raw
    if kind == "M":
        return bytes(int(x, 16) for x in v.split(":"))
    raw = v.encode() if kind == "S" else base64.b64decode(v)
    return struct.pack(">I", len(raw)) + raw


def leaf(dataset, row):
    bits, out = 0, b""
    columns = COLUMNS[dataset]
    for name, kind in columns:
        bits <<= 1
        if name in row:
            bits |= 1
            out += value_bytes(kind, row[name])
    pad = -len(columns) % 8
    return H(b"\0" + (bits << pad).to_bytes((len(columns) + pad) // 8, "big") + out)


def cell(kind, v):
    text = str(v)
    if kind == "S" and text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        text = "'" + text
    if set(text) & set(',"\r\n'):
        text = '"' + text.replace('"', '""') + '"'
    return text


class Key:
    def __init__(self, folder, name):
        self.file = os.path.join(folder, name + ".key")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.file], check=True)
        self.pem = subprocess.run(["openssl", "pkey", "-in", self.file, "-pubout"], check=True,
                                  stdout=subprocess.PIPE).stdout
        self.raw = subprocess.run(["openssl", "pkey", "-in", self.file, "-pubout", "-outform", "DER"], check=True,
                                  stdout=subprocess.PIPE).stdout[-32:]
        self.print = hashlib.sha256(self.raw).hexdigest()

    def sign(self, data):
        with open(self.file + ".data", "wb") as out:
            out.write(data)
        return subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", self.file, "-rawin", "-in",
                               self.file + ".data"], check=True, stdout=subprocess.PIPE).stdout

    def line(self, name, text):
        return "\u2014 %s %s\n" % (name, b64(H(name.encode() + b"\n\1" + self.raw)[:4] + self.sign(text.encode())))

    def cosign(self, name, text, at):
        signature = struct.pack(">Q", at) + self.sign(("cosignature/v1\ntime %d\n" % at + text).encode())
        return "\u2014 %s %s\n" % (name, b64(H(name.encode() + b"\n\4" + self.raw)[:4] + signature))


def traffic_row(i):
    row = {"receivedAt": "2026-11-23T08:%02d:%02d.%03dZ" % (i // 60 % 60, i % 60, i % 1000), "exporter": "192.0.2.1",
           "origin": "netflow9", "protocol": 6, "sourceAddress": "10.0.%d.%d" % (i // 250, i % 250),
           "sourcePort": 1024 + i, "destinationAddress": "2001:db8::%x" % (i + 1), "destinationPort": 443,
           "bytes": i * 1000, "packets": i, "frame": i}
    if i % 3 == 0:
        row["userName"] = "สมชาย%d" % i
        row["sourceMac"] = "02:00:00:00:%02x:%02x" % (i >> 8 & 255, i & 255)
    if i % 5 == 0:
        row["url"] = '=HYPERLINK("x,%d")' % i
    order = [name for name, _ in COLUMNS["traffic"]]
    return {name: row[name] for name in order if name in row}


def message_row(i):
    return {"receivedAt": "2026-11-23T09:00:00.%03dZ" % i, "sender": "192.0.2.7", "transport": "udp", "severity": 5,
            "hostname": "gw", "message": "line %d\nwith \"quotes\", and ไทย" % i, "raw": b64(bytes([i, 255, 0])),
            "frame": 90000 + i}


def tables(count):
    """{segment: {dataset: rows}}"""
    return {3: {"traffic": [traffic_row(i) for i in range(count)]},
            4: {"traffic": [traffic_row(i) for i in range(7)], "messages": [message_row(i) for i in range(5)]}}


def main():
    with tempfile.TemporaryDirectory(prefix="jaruek-make-") as folder:
        make(folder)


def make(folder):
    options = dict(word.split("=", 1) for word in sys.argv[2:])
    count = int(options.get("rows", 3000))
    step = int(options.get("step", 11))
    first, second, other = Key(folder, "first"), Key(folder, "second"), Key(folder, "other")
    rotate = options.get("rotate", "1") == "1"
    origin = "jaruek-" + first.print[:12]
    now = 1795420000000
    files, log = {}, []

    def add(entry):
        log.append(dumps(entry))

    def event(type_, **fields):
        add({"type": type_, "atMillis": now, "fields": dict(sorted(fields.items()))})

    event("key", ed25519=first.print, public=b64(first.raw))
    event("start", version="0.2.0")
    sealed = tables(count)
    counts, ndjson = {"traffic": 0, "messages": 0, "identity": 0}, {}
    wanted = []
    for id_ in (0, 1, 2):
        event("clock", retentionMillis=str(id_))
        add({"type": "segment", "atMillis": now, "id": id_, "manifestSha256": "00" * 32, "journalFrom": id_,
             "journalTo": id_ + 1, "roots": {}})
    for id_, datasets in sealed.items():
        manifest = {"format": "jaruek-segment/2", "id": id_, "datasets": {}}
        for dataset, rows in sorted(datasets.items()):
            leaves = [leaf(dataset, row) for row in rows]
            blocks = [leaves[i:i + 1024] for i in range(0, len(leaves), 1024)]
            roots = [root(block) for block in blocks]
            top = root(roots)
            manifest["datasets"][dataset] = {"rows": len(rows), "merkleRoot": top.hex()}
            lines, last = ["jaruek-proof/1", "dataset " + dataset, "segment %d" % id_, "leaves %d" % len(rows),
                           "root " + top.hex()], -1
            for i in range(0, len(rows), step):
                if i // 1024 != last:
                    last = i // 1024
                    lines.append(" ".join(["block %d" % last] + [b64(h) for h in path(last, roots)]))
                lines.append(" ".join(["row %d" % i] + [b64(h) for h in path(i % 1024, blocks[last])]))
                ndjson.setdefault(dataset, []).append({"segment": id_, "index": i, **rows[i]})
                counts[dataset] += 1
            files["proofs/%s-%010d.proof" % (dataset, id_)] = ("\n".join(lines) + "\n").encode()
        data = (json.dumps(manifest, indent=2) + "\n").encode()
        files["segments/%010d/manifest.json" % id_] = data
        event("clock", retentionMillis=str(id_), offsetMillis="1")
        add({"type": "segment", "atMillis": now, "id": id_, "manifestSha256": H(data).hex(), "journalFrom": id_,
             "journalTo": id_ + 1, "roots": {d: t["merkleRoot"] for d, t in manifest["datasets"].items()}})
        wanted += [len(log) - 2, len(log) - 1]
        if id_ == 3:
            witnessed = len(log)
            if rotate:
                public = b64(second.raw)
                text = "jaruek-key/1\n%s\n%s\n%s\n" % (origin, first.print, public)
                event("key", ed25519=second.print, public=public, previous=first.print,
                      signature=b64(first.sign(text.encode())))
                wanted.append(len(log) - 1)
    signer = second if rotate else first
    for dataset, rows in ndjson.items():
        files["rows/%s.ndjson" % dataset] = "".join(dumps(row) + "\n" for row in rows).encode()
        text = "\ufeffsegment,index," + ",".join(name for name, _ in COLUMNS[dataset]) + "\r\n"
        for row in rows:
            cells = [str(row["segment"]), str(row["index"])]
            cells += [cell(kind, row[name]) if name in row else "" for name, kind in COLUMNS[dataset]]
            text += ",".join(cells) + "\r\n"
        files["rows/%s.csv" % dataset] = text.encode()
    files["coverage.json"] = b"{}\n"
    files["report.pdf"] = b"%PDF-1.7\n" + bytes(3000)
    files["README.txt"] = "อ่าน\n".encode()
    files["export.json"] = dumps({
        "format": options.get("format", "jaruek-export/1"), "origin": origin, "id": "2569-0001-1", "createdAt": "2026-11-23T10:00:00.000Z",
        "version": "0.2.0", "case": {"id": "2569-0001", "letter": "1"}, "question": {"datasets": list(counts)},
        "askedBy": "suda", "checkedBy": "anan", "rows": counts, "segments": [3, 4]}).encode()
    sums = "".join("%s  %s\n" % (H(files[name]).hex(), name) for name in sorted(files)).encode()
    files["SHA256SUMS"] = sums
    event("export", case="2569-0001", id="2569-0001-1", sha256=H(sums).hex(), by="suda", checkedBy="anan")
    wanted = sorted({0, *wanted, len(log) - 1})
    event("stop")
    leaves = [H(b"\0" + line.encode()) for line in log]
    text = "%s\n%d\n%s\njournal 5 %s\n" % (origin, len(log), b64(root(leaves)), "ab" * 32)
    files["log/checkpoint"] = (text + "\n" + signer.line(origin, text) + other.cosign("prov", text, now // 1000)).encode()
    files["log/entries.ndjson"] = "".join(
        dumps({"index": i, "entry": log[i], "proof": [b64(h) for h in path(i, leaves)]}) + "\n" for i in wanted).encode()
    older = "%s\n%d\n%s\njournal 4 %s\n" % (origin, witnessed, b64(root(leaves[:witnessed])), "cd" * 32)
    note = older + "\n" + first.line(origin, older)
    if options.get("witness", "1") == "1":
        files["log/witnesses/%d-prov.note" % witnessed] = (note + other.cosign("prov", older, now // 1000 - 60)).encode()
        files["log/consistency.ndjson"] = (dumps({"size": witnessed, "root": b64(root(leaves[:witnessed])), "proof": [
            b64(h) for h in consistency(witnessed, leaves)]}) + "\n").encode()
        files["keys/witnesses/prov.pub"] = other.pem
    if options.get("stamp", "1") == "1":
        name = "log/timestamps/%d" % witnessed
        files[name + ".note"] = note.encode()
        files[name + ".tsr"], files["keys/timestamp-ca.pem"] = stamp(folder, note.encode())
    files["keys/store.pub"] = first.pem
    with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
        for name in sorted(files):
            out.writestr(name, files[name])
    with open(sys.argv[1] + ".note", "wb") as out:
        out.write(note.encode())


def stamp(folder, note):
    run = lambda *words: subprocess.run(["openssl", *words], check=True, cwd=folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
    with open(os.path.join(folder, "tsa.cnf"), "w") as out:
        out.write("[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\n[tsa]\n"
                  "extendedKeyUsage=critical,timeStamping\n[tsa_config]\nserial=serial\nsigner_digest=sha256\n"
                  "default_policy=1.2.3.4\ndigests=sha256\n")
    with open(os.path.join(folder, "serial"), "w") as out:
        out.write("01\n")
    with open(os.path.join(folder, "the.note"), "wb") as out:
        out.write(note)
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=TSA CA",
        "-config", "tsa.cnf", "-extensions", "ca", "-days", "2")
    run("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=TSA",
        "-config", "tsa.cnf")
    run("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem",
        "-extfile", "tsa.cnf", "-extensions", "tsa", "-days", "2")
    run("ts", "-query", "-data", "the.note", "-sha256", "-cert", "-out", "the.tsq")
    run("ts", "-reply", "-queryfile", "the.tsq", "-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "the.tsr",
        "-config", "tsa.cnf", "-section", "tsa_config")
    read = lambda name: open(os.path.join(folder, name), "rb").read()
    return read("the.tsr"), read("ca.pem")


if __name__ == "__main__":
    main()
