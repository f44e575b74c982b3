#!/usr/bin/env python3
"""Checks what Jaruek handed out, or a whole store, without Jaruek.

    python3 verify.py FILE.zip    [--key FILE] [--checkpoint FILE]... [--language th|en]
    python3 verify.py --store DIR [--key FILE] [--checkpoint FILE]... [--language th|en]

Python 3.9 or later with its standard library, and the openssl command (1.1.1 or later) for Ed25519
signatures and RFC 3161 time stamps. Written from docs/evidence-format.md and docs/store-format.md.
Changes nothing and asks no network.

Exit status: 0 unchanged, 1 changed (the first thing that does not hold is named), 2 wrong usage,
3 it could not be checked (openssl is missing, or a file cannot be read).
"""

import argparse
import base64
import binascii
import calendar
import datetime
import hashlib
import ipaddress
import json
import os
import re
import stat
import struct
import subprocess
import sys
import tempfile
import zlib

FORMAT = "jaruek-export/1"
PROOF_FORMAT = "jaruek-proof/1"
BLOCK_LEAVES = 1024
MIB = 1 << 20
ENTRIES_MAX = 100_000
DIRECTORY_BYTES_MAX = 64 * MIB
LINE_BYTES_MAX = 4 * MIB
RATIO_MAX = 1000
NOTE_BYTES_MAX = MIB
SIGNATURES_MAX = 100
WITNESSES_MAX = 10_000
COSIGNERS_MAX = 100
PROOF_LINE_BYTES_MAX = 8192
LOG_LINE_BYTES_MAX = 65536
DIGITS_MAX = 20
DEPTH_MAX = 100
FINDINGS_MAX = 1000
LONG_MIN, LONG_MAX = -(1 << 63), (1 << 63) - 1

T, L, I, A, M, S, B = "TLIAMSB"
DATASETS = {
    "traffic": [
        ("receivedAt", T), ("startedAt", T), ("endedAt", T), ("exporter", A), ("origin", S),
        ("protocol", I), ("sourceAddress", A), ("sourcePort", I), ("destinationAddress", A),
        ("destinationPort", I), ("natSourceAddress", A), ("natSourcePort", I),
        ("natDestinationAddress", A), ("natDestinationPort", I), ("natEvent", I), ("bytes", L),
        ("packets", L), ("tcpFlags", I), ("inputInterface", I), ("outputInterface", I),
        ("samplingInterval", I), ("action", S), ("userName", S), ("sourceMac", M), ("url", S),
        ("frame", L)],
    "messages": [
        ("receivedAt", T), ("sentAt", T), ("sender", A), ("transport", S), ("facility", I),
        ("severity", I), ("hostname", S), ("appName", S), ("procId", S), ("msgId", S),
        ("structuredData", S), ("message", S), ("raw", B), ("vendor", S), ("frame", L)],
    "identity": [
        ("receivedAt", T), ("eventAt", T), ("event", S), ("userName", S), ("address", A),
        ("addressV6", A), ("mac", M), ("calledStation", S), ("nas", S), ("nasPort", S),
        ("sessionId", S), ("seconds", L), ("inputBytes", L), ("outputBytes", L), ("cause", S),
        ("reason", S), ("frame", L)],
    "operations": [
        ("receivedAt", T), ("actor", S), ("action", S), ("case", S), ("detail", S), ("result", S),
        ("digest", S), ("frame", L)],
}


class Changed(Exception):
    """Something does not hold: where exactly, and what."""

    def __init__(self, where, what):
        super().__init__(where + ": " + what)
        self.where = where
        self.what = what


class Bad(Exception):
    """A piece that cannot be read as what it should be; whoever reads it knows where."""


class Uncheckable(Exception):
    """The check itself cannot be made: exit status 3."""


# ---------------------------------------------------------------- words, numbers, hashes


def hex_of(data):
    return binascii.hexlify(data).decode("ascii")


def is_hash(text):
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{64}", text) is not None


def unbase64(text, length=None):
    """Canonical base64, or Bad."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, AttributeError):
        raise Bad("bad base64")
    if base64.b64encode(data).decode("ascii") != text:
        raise Bad("base64 that is not canonical")
    if length is not None and len(data) != length:
        raise Bad("%d bytes where %d should be" % (len(data), length))
    return data


def decimal(text):
    if re.fullmatch(r"0|[1-9][0-9]{0,18}", text, re.ASCII) is None or int(text) > LONG_MAX:
        raise Bad("no number where one should be")
    return int(text)


def _no_duplicates(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Bad("a member is there twice")
    return found


def _no_constant(word):
    raise Bad("no JSON: " + word)


def _integer(text):
    if len(text) > DIGITS_MAX and len(text.lstrip("-")) > DIGITS_MAX:
        raise Bad("no JSON: too long a number")
    return int(text)


def _float(text):
    if sum("0" <= c <= "9" for c in text) > DIGITS_MAX:
        raise Bad("no JSON: too long a number")
    return float(text)


_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.S)


def _check_depth(text):
    """In JSON that could be read."""
    depth = 0
    for found in _BRACKET.finditer(text):
        first = found.group()[0]
        depth += (first in "[{") - (first in "]}")
        if depth > DEPTH_MAX:
            raise Bad("no JSON: nested too deeply")


def read_json(data, pairs=_no_duplicates):
    """Strict JSON from bytes or text, or Bad. Lists of pairs where pairs is list."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=pairs, parse_constant=_no_constant, parse_int=_integer,
            parse_float=_float)
        if pairs is not list:  # a row has nothing nested
            _check_depth(text)
        return value
    except (ValueError, RecursionError):
        raise Bad("no JSON")


def is_long(value):
    return type(value) is int and LONG_MIN <= value <= LONG_MAX


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The RFC 9162 root over leaves that come one by one."""

    def __init__(self):
        self.size = 0
        self.complete = []  # (height, hash), the largest first

    def add(self, data):
        self.add_hash(leaf_hash(data))

    def add_hash(self, hash_):
        height = 0
        while self.complete and self.complete[-1][0] == height:
            hash_ = node_hash(self.complete.pop()[1], hash_)
            height += 1
        self.complete.append((height, hash_))
        self.size += 1

    def root(self):
        if not self.complete:
            return hashlib.sha256(b"").digest()
        hash_ = self.complete[-1][1]
        for _, left in reversed(self.complete[:-1]):
            hash_ = node_hash(left, hash_)
        return hash_


def proves_inclusion(hash_, index, size, path, root):
    """RFC 9162, section 2.1.3.2."""
    if index < 0 or index >= size or len(path) > 64:
        return False
    node, last = index, size - 1
    for neighbour in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            hash_ = node_hash(neighbour, hash_)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            hash_ = node_hash(hash_, neighbour)
        node >>= 1
        last >>= 1
    return last == 0 and hash_ == root


def proves_consistency(old_size, old_root, new_size, new_root, proof):
    """RFC 9162, section 2.1.4.2."""
    if old_size < 0 or old_size > new_size or len(proof) > 64:
        return False
    if old_size == 0:
        return not proof and old_root == hashlib.sha256(b"").digest()
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old_hash = new_hash = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_hash = node_hash(neighbour, old_hash)
            new_hash = node_hash(neighbour, new_hash)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            new_hash = node_hash(new_hash, neighbour)
        node >>= 1
        last >>= 1
    return last == 0 and old_hash == old_root and new_hash == new_root


# ---------------------------------------------------------------- openssl


class OpenSsl:
    """The openssl command, on files of a temporary folder."""

    PREFIX = bytes.fromhex("302a300506032b6570032100")

    def __init__(self, folder):
        self.folder = folder
        self.checked = {}

    def _file(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(data)
        return path

    @staticmethod
    def _run(*arguments):
        try:
            return subprocess.run(
                ["openssl", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, timeout=60)
        except FileNotFoundError:
            raise Uncheckable("the openssl command is missing: install it")
        except subprocess.TimeoutExpired:
            raise Uncheckable("the openssl command does not answer")

    def ed25519(self, key, message, signature):
        """Whether the raw public key made that signature; the same is asked only once."""
        if len(signature) != 64:
            return False
        asked = hashlib.sha256(key + signature + message).digest()
        if asked not in self.checked:
            self.checked[asked] = self._ed25519(key, message, signature)
        return self.checked[asked]

    def _ed25519(self, key, message, signature):
        pem = (b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(self.PREFIX + key)
               + b"\n-----END PUBLIC KEY-----\n")
        done = self._run(
            "pkeyutl", "-verify", "-pubin", "-inkey", self._file("key.pem", pem), "-rawin",
            "-in", self._file("message", message), "-sigfile", self._file("signature", signature))
        if done.returncode == 0:
            return True
        if b"unknown option" in done.stderr.lower() or b"Unrecognized flag" in done.stderr:
            raise Uncheckable("this openssl is too old for Ed25519: 1.1.1 or later is needed")
        return False

    def token(self, note, token, authority):
        """The time of an RFC 3161 token over these bytes, seconds since 1970; Bad if it is none."""
        token_file = self._file("token", token)
        shown = self._run("ts", "-reply", "-in", token_file, "-text")
        said = re.search(r"^Time stamp: (.+)$", shown.stdout.decode("utf-8", "replace"), re.M)
        if shown.returncode != 0 or said is None:
            raise Bad("is no time-stamp response")
        words = re.sub(r"\.[0-9]+", "", said.group(1)).strip()
        try:
            at = calendar.timegm(datetime.datetime.strptime(
                words, "%b %d %H:%M:%S %Y GMT").timetuple())
        except ValueError:
            raise Bad("has a time that cannot be read")
        done = self._run(
            "ts", "-verify", "-data", self._file("note", note), "-in", token_file,
            "-CAfile", self._file("authority.pem", authority), "-attime", str(at))
        if done.returncode != 0:
            raise Bad("is not a token of this authority over the note")
        return at


def read_public_key(data):
    """The 32 bytes of an Ed25519 key in PEM, or Bad."""
    text = data.decode("latin-1")
    found = re.search(r"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]*)-----END PUBLIC KEY-----",
                      text)
    if found is None:
        raise Bad("holds no public key in PEM")
    try:
        info = base64.b64decode(re.sub(r"\s", "", found.group(1)), validate=True)
    except ValueError:
        raise Bad("holds a public key in bad base64")
    if len(info) != 44 or not info.startswith(OpenSsl.PREFIX):
        raise Bad("holds a public key that is not Ed25519")
    return info[12:]


def fingerprint(key):
    return hashlib.sha256(key).hexdigest()


# ---------------------------------------------------------------- notes, checkpoints, keys


def _is_name(name):
    return bool(name) and not any(c == "+" or c < " " or c.isspace() for c in name)


class Note:
    """A C2SP signed note."""

    def __init__(self, data):
        if len(data) > NOTE_BYTES_MAX:
            raise Bad("is too long for a note")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Bad("is no note: no UTF-8")
        split = whole.rfind("\n\n")
        if split < 0 or not whole.endswith("\n") or split + 2 == len(whole):
            raise Bad("is no note: no signature lines")
        self.text = whole[:split + 1]
        if any(c < " " and c != "\n" for c in self.text):
            raise Bad("is no note: control characters")
        self.signatures = []
        for line in whole[split + 2:-1].split("\n"):
            found = re.fullmatch(r"\u2014 ([^ ]*) ([^ ]*)", line)
            if found is None or not _is_name(found.group(1)):
                raise Bad("is no note: a signature line that is none")
            joined = unbase64(found.group(2))
            if len(joined) <= 4:
                raise Bad("is no note: a signature that is too short")
            self.signatures.append((found.group(1), joined[:4], joined[4:]))
        if len(self.signatures) > SIGNATURES_MAX:
            raise Bad("is no note: too many signatures")

    def signed_by(self, key, name, openssl):
        text = self.text.encode("utf-8")
        wanted = key_hash(name, 1, key)
        return any(openssl.ed25519(key, text, signature)
                   for whose, hash_, signature in self.signatures
                   if whose == name and hash_ == wanted)

    def cosigned_by(self, key, who, openssl, only=None):
        """The time of this key's cosignature in seconds, None without one; Bad if one under the
        name of its file is wrong. A signature line's name is the one that the key goes by, which
        need not be the name of its file."""
        times = []
        for name, hash_, signature in self.signatures:
            if hash_ != key_hash(name, 4, key) or len(signature) != 72 or only not in (None, name):
                continue
            at = struct.unpack(">q", signature[:8])[0]
            message = "cosignature/v1\ntime %d\n%s" % (at, self.text)
            if at >= 0 and openssl.ed25519(key, message.encode("utf-8"), signature[8:]):
                times.append(at)
        if not times and any(name == who for name, _, _ in self.signatures):
            raise Bad("has a wrong cosignature of " + who)
        return max(times) if times else None


def key_hash(name, type_, key):
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([type_]) + key).digest()[:4]


class Checkpoint:
    """A C2SP checkpoint and the note it stands in."""

    def __init__(self, data):
        self.bytes = data
        self.note = Note(data)
        lines = self.note.text[:-1].split("\n")
        if len(lines) < 3 or not _is_name(lines[0]) or "" in lines[3:]:
            raise Bad("is no checkpoint")
        self.origin = lines[0]
        self.size = decimal(lines[1])
        self.root = unbase64(lines[2], 32)
        self.extensions = lines[3:]

    def journal(self):
        """The journal's position and chain head in it, None if it has none, or Bad."""
        for line in self.extensions:
            if not line.startswith("journal "):
                continue
            words = line.split(" ")
            if len(words) != 3 or not is_hash(words[2]):
                raise Bad("is no checkpoint: bad journal line")
            return decimal(words[1]), words[2]
        return None


def read_log_entry(data):
    """An entry of the log as a dictionary, or Bad."""
    entry = read_json(data)
    if not isinstance(entry, dict) or not is_long(entry.get("atMillis")):
        raise Bad("is no log entry")
    type_ = entry.get("type")
    if not isinstance(type_, str) or re.fullmatch(r"[a-z][a-z0-9-]{0,63}", type_) is None:
        raise Bad("is no log entry: its type")
    if type_ == "segment":
        roots = entry.get("roots")
        good = (all(is_long(entry.get(name)) for name in ("id", "journalFrom", "journalTo"))
                and is_hash(entry.get("manifestSha256")) and isinstance(roots, dict)
                and all(is_hash(root) for root in roots.values())
                and 0 <= entry["id"] and 0 <= entry["journalFrom"] <= entry["journalTo"])
        if not good:
            raise Bad("is no log entry of a segment")
    elif not isinstance(entry.get("fields"), dict) or not all(
            isinstance(value, str) for value in entry["fields"].values()):
        raise Bad("is no log entry: its fields")
    return entry


class KeyChain:
    """The keys of a log one after the other; each later one is signed by the one before it."""

    def __init__(self, known, openssl):
        self.known = known  # a key from elsewhere, for a log that has only its fingerprint
        self.openssl = openssl
        self.links = []  # [fingerprint, key or None]

    def add(self, origin, entry):
        if entry["type"] != "key":
            return
        fields = entry["fields"]
        print_ = fields.get("ed25519")
        if print_ is None:
            raise Bad("is a key entry without a key")
        key = self.known if self.known and fingerprint(self.known) == print_ else None
        if "public" in fields:
            key = unbase64(fields["public"], 32)
            if fingerprint(key) != print_:
                raise Bad("is a key entry whose key does not have its fingerprint")
        if "previous" in fields:
            self._follow(origin, fields, key)
            self.links.append([print_, key])
        elif not self.links:
            self.links.append([print_, key])
        elif self.links[-1][0] != print_:
            raise Bad("brings in a key without the signature of the one before it")
        elif self.links[-1][1] is None:
            self.links[-1][1] = key

    def _follow(self, origin, fields, key):
        previous = fields["previous"]
        signer = self.signer()
        if signer is None or fingerprint(signer) != previous:
            raise Bad("follows a key which did not sign before it")
        if key is None or "public" not in fields:
            raise Bad("is a key entry without the key")
        message = "jaruek-key/1\n%s\n%s\n%s\n" % (origin, previous, fields["public"])
        signature = unbase64(fields.get("signature", ""))
        if not self.openssl.ed25519(signer, message.encode("utf-8"), signature):
            raise Bad("brings in a key that is not signed by the one before it")

    def signer(self):
        return self.links[-1][1] if self.links else self.known

    def keys(self):
        found = [key for _, key in self.links if key is not None]
        return found if found or self.known is None else [self.known]

    def holds(self, key):
        return not self.links or any(print_ == fingerprint(key) for print_, _ in self.links)


# ---------------------------------------------------------------- the container


class Entry:
    def __init__(self, name, method, flags, crc, packed, length, offset):
        self.name = name
        self.method = method
        self.flags = flags
        self.crc = crc
        self.packed = packed
        self.length = length
        self.offset = offset
        self.data = 0  # where its bytes begin
        self.sha256 = None


class Container:
    """A zip as docs/evidence-format.md has it; read by ourselves, so that nothing in it is hidden
    from one reader and seen by another."""

    KNOWN = re.compile(
        r"export\.json|rows/(traffic|messages|identity|operations)\.(ndjson|csv)"
        r"|proofs/(traffic|messages|identity|operations)-[0-9]{10,19}\.proof"
        r"|segments/[0-9]{10,19}/manifest\.json|coverage\.json|report\.pdf|README\.txt"
        r"|evidence-format\.md|verify\.py|SHA256SUMS|log/checkpoint|log/entries\.ndjson"
        r"|log/witnesses/[0-9]{1,19}-[A-Za-z0-9._-]+\.note|log/timestamps/[0-9]{1,19}\.(note|tsr)"
        r"|log/consistency\.ndjson|keys/store\.pub|keys/witnesses/[A-Za-z0-9._-]+\.pub"
        r"|keys/timestamp-ca\.pem", re.ASCII)
    NAME = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*", re.ASCII)

    def __init__(self, file):
        self.file = file
        self.entries = {}
        self._read_directory()
        for entry in self.entries.values():
            self._read_whole(entry)

    def _at(self, offset, length):
        self.file.seek(offset)
        data = self.file.read(length)
        if len(data) != length:
            raise Changed("container", "is no zip, or its end was cut off")
        return data

    def _read_directory(self):
        size = self.file.seek(0, os.SEEK_END)
        cut = Changed("container", "is no zip, or its end was cut off")
        if size < 22:
            raise cut
        end = struct.unpack("<IHHHHIIH", self._at(size - 22, 22))
        if end[0] != 0x06054B50 or end[7] != 0:
            raise cut
        disk, start_disk, here, count, length, offset = end[1:7]
        behind = size - 22
        if behind >= 76 and self._at(behind - 20, 4) == b"PK\6\7":
            locator = struct.unpack("<IIQI", self._at(behind - 20, 20))
            behind -= 76
            record = struct.unpack("<IQHHIIQQQQ", self._at(behind, 56))
            if (locator[1:] != (0, behind, 1) or record[0] != 0x06064B50 or record[1] != 44):
                raise cut
            disk, start_disk, here, count, length, offset = record[4:10]
        if disk or start_disk or here != count or offset + length != behind:
            raise cut
        if count > ENTRIES_MAX:
            raise Changed("container", "has %d entries, at most %d are read" % (count, ENTRIES_MAX))
        if length > DIRECTORY_BYTES_MAX:
            raise Changed("container", "has too long a directory")
        self._read_entries(self._at(offset, length), count)
        self._check_layout(offset)

    def _read_entries(self, directory, count):
        at = 0
        for number in range(count):
            if at + 46 > len(directory):
                raise Changed("container", "has a directory that ends too early")
            (magic, _, _, flags, method, _, _, crc, packed, length, name_length, extra_length,
             comment_length, _, _, attributes, offset) = struct.unpack_from(
                 "<IHHHHHHIIIHHHHHII", directory, at)
            at += 46
            if (magic != 0x02014B50
                    or at + name_length + extra_length + comment_length > len(directory)):
                raise Changed("container", "has a damaged directory")
            raw = directory[at:at + name_length]
            extra = directory[at + name_length:at + name_length + extra_length]
            at += name_length + extra_length + comment_length
            name = raw.decode("latin-1")
            if self.NAME.fullmatch(name) is None or {".", ".."} & set(name.split("/")):
                raise Changed("container", "entry %d has a name that is refused: %s"
                              % (number, shown(name)))
            packed, length, offset = self._long_sizes(name, extra, packed, length, offset)
            entry = Entry(name, method, flags, crc, packed, length, offset)
            self._check_entry(entry, attributes)
            if name in self.entries:
                raise Changed(name, "is in the zip twice")
            self.entries[name] = entry
        if at != len(directory):
            raise Changed("container", "has a directory with something behind it")

    @staticmethod
    def _long_sizes(name, extra, packed, length, offset):
        """Zip64: sizes that do not fit 32 bits stand in an extra field."""
        at = 0
        while at + 4 <= len(extra):
            id_, bytes_ = struct.unpack_from("<HH", extra, at)
            body = extra[at + 4:at + 4 + bytes_]
            at += 4 + bytes_
            if id_ != 1:
                continue
            values = [struct.unpack_from("<Q", body, i)[0] for i in range(0, len(body) - 7, 8)]
            try:
                if length == 0xFFFFFFFF:
                    length = values.pop(0)
                if packed == 0xFFFFFFFF:
                    packed = values.pop(0)
                if offset == 0xFFFFFFFF:
                    offset = values.pop(0)
            except IndexError:
                raise Changed(name, "has no sizes")
            break
        return packed, length, offset

    def _check_entry(self, entry, attributes):
        name = entry.name
        if self.KNOWN.fullmatch(name) is None:
            raise Changed(name, "does not belong to an export")
        kind = attributes >> 16 & 0o170000
        if attributes & 0x10 or kind not in (0, stat.S_IFREG):
            raise Changed(name, "is no plain file")
        if entry.flags & 0x2041:
            raise Changed(name, "is encrypted")
        if entry.method not in (0, 8) or entry.method == 0 and entry.packed != entry.length:
            raise Changed(name, "is packed in a way that is not read")
        if entry.length > MIB and entry.length > RATIO_MAX * entry.packed:
            raise Changed(name, "is over %d times longer than its packed form" % RATIO_MAX)
        if entry.length > self._limit(name):
            raise Changed(name, "is too long: %d bytes" % entry.length)

    @staticmethod
    def _limit(name):
        if name.startswith(("rows/", "proofs/")) or name == "report.pdf":
            return LONG_MAX
        small = (name == "export.json" or name.startswith(("log/", "keys/"))) and name not in (
            "log/entries.ndjson", "log/consistency.ndjson")
        return MIB if small else 8 * MIB if name.startswith("segments/") else 64 * MIB

    def _check_layout(self, end):
        """Entries lie one behind the other in the directory's order, with nothing between."""
        at = 0
        entries = list(self.entries.values())
        for number, entry in enumerate(entries):
            if entry.offset != at or at + 30 > end:
                raise Changed(entry.name, "does not lie where it should in the zip")
            (magic, _, flags, method, _, _, _, _, _, name_length,
             extra_length) = struct.unpack("<IHHHHHIIIHH", self._at(at, 30))
            if (magic != 0x04034B50 or flags != entry.flags or method != entry.method
                    or name_length != len(entry.name) or self._at(at + 30, name_length) != entry.name.encode("ascii")):
                raise Changed(entry.name, "is not what the zip's directory says")
            entry.data = at + 30 + name_length + extra_length
            at = entries[number + 1].offset if number + 1 < len(entries) else end
            gap = at - entry.data - entry.packed
            if gap not in ((12, 16, 20, 24) if entry.flags & 8 else (0,)):
                raise Changed(entry.name, "does not lie where it should in the zip")
        if at != end:
            raise Changed("container", "has something before its first entry")

    def _read_whole(self, entry):
        crc, length, sha256 = 0, 0, hashlib.sha256()
        for piece in self.pieces(entry.name):
            crc = zlib.crc32(piece, crc)
            length += len(piece)
            sha256.update(piece)
        if length != entry.length or crc != entry.crc:
            raise Changed(entry.name, "is damaged: its bytes are not those that were packed")
        entry.sha256 = sha256.hexdigest()

    def pieces(self, name):
        """The entry's bytes in pieces of bounded length."""
        entry = self.entries[name]
        left, at, out = entry.packed, entry.data, 0
        unpack = zlib.decompressobj(-15) if entry.method == 8 else None
        while left or unpack is not None and not unpack.eof:
            self.file.seek(at)
            packed = self.file.read(min(left, 1 << 16))
            at += len(packed)
            left -= len(packed)
            if not packed:
                raise Changed(entry.name, "is damaged: its packed form ends too early")
            if unpack is None:
                yield packed
                continue
            try:
                while packed:
                    piece = unpack.decompress(packed, 1 << 18)
                    packed = unpack.unconsumed_tail
                    out += len(piece)
                    if out > entry.length:
                        raise Changed(entry.name, "is damaged: it is longer than it says")
                    if piece:
                        yield piece
            except zlib.error:
                raise Changed(entry.name, "is damaged: it cannot be unpacked")
            if unpack.eof and (left or unpack.unused_data):
                raise Changed(entry.name, "is damaged: something is behind its packed form")

    def has(self, name):
        return name in self.entries

    def bytes(self, name):
        if name not in self.entries:
            raise Changed(name, "is missing")
        return b"".join(self.pieces(name))

    def lines(self, name, limit=LINE_BYTES_MAX):
        """(number from 1, line without its line feed); every line must have one."""
        if name not in self.entries:
            raise Changed(name, "is missing")
        rest, number = b"", 0
        for piece in self.pieces(name):
            lines = (rest + piece).split(b"\n")
            rest = lines.pop()
            for line in lines:
                number += 1
                if len(line) > limit:
                    raise Changed("%s, line %d" % (name, number), "is too long")
                yield number, line
            if len(rest) > limit:
                raise Changed("%s, line %d" % (name, number + 1), "is too long")
        if rest:
            raise Changed("%s, line %d" % (name, number + 1), "ends without a line feed")


def shown(text):
    return "".join(c if " " <= c <= "~" else "\\x%02x" % ord(c) for c in text[:200])


# ---------------------------------------------------------------- rows


_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})Z",
                   re.ASCII)
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", re.ASCII)
_EPOCH = datetime.datetime(1970, 1, 1)


def _timestamp(value):
    found = _TIME.fullmatch(value)
    if found is None:
        raise Bad("has a time that is none")
    part = [int(text) for text in found.groups()]
    try:
        at = datetime.datetime(*part[:6]) - _EPOCH
    except ValueError:
        raise Bad("has a time that is none")
    return struct.pack(">q", (at.days * 86400 + at.seconds) * 1000 + part[6])


def _address(value):
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        raise Bad("has an address that is none")
    mapped = address.version == 6 and address.packed[:12] == b"\0" * 10 + b"\xff\xff"
    if mapped or str(address) != value:
        raise Bad("has an address that is not written as it should")
    return bytes([len(address.packed)]) + address.packed


def encoded(type_, value):
    """The bytes of a value in a row's leaf."""
    if type_ == L or type_ == I:
        bits = 63 if type_ == L else 31
        if type(value) is not int or not -(1 << bits) <= value < 1 << bits:
            raise Bad("has a number that is none")
        return value.to_bytes(8 if type_ == L else 4, "big", signed=True)
    if not isinstance(value, str):
        raise Bad("has a value of a wrong type")
    if type_ == T:
        return _timestamp(value)
    if type_ == A:
        return _address(value)
    if type_ == M:
        if _MAC.fullmatch(value) is None:
            raise Bad("has a MAC that is none")
        return bytes.fromhex(value.replace(":", ""))
    if type_ == B:
        data = unbase64(value)
    else:
        try:
            data = value.encode("utf-8")
        except UnicodeEncodeError:
            raise Bad("has text that is no Unicode")
    return struct.pack(">I", len(data)) + data


class Row:
    """One line of NDJSON."""

    def __init__(self, dataset, line):
        pairs = read_json(line, list)
        if not isinstance(pairs, list) or len(pairs) < 2 or not all(
                isinstance(pair, tuple) for pair in pairs):
            raise Bad("is no row")
        if [pairs[0][0], pairs[1][0]] != ["segment", "index"]:
            raise Bad("does not begin with segment and index")
        self.segment, self.index = pairs[0][1], pairs[1][1]
        if not (is_long(self.segment) and is_long(self.index)) or self.segment < 0 or self.index < 0:
            raise Bad("has no segment and index")
        columns = DATASETS[dataset]
        self.values = [None] * len(columns)
        bits = bytearray((len(columns) + 7) // 8)
        parts = []
        next_ = 0
        for name, value in pairs[2:]:
            ordinal = next_
            while ordinal < len(columns) and columns[ordinal][0] != name:
                ordinal += 1
            if ordinal == len(columns):
                raise Bad("has a column that is unknown or out of order")
            parts.append(encoded(columns[ordinal][1], value))
            bits[ordinal >> 3] |= 0x80 >> (ordinal & 7)
            self.values[ordinal] = value
            next_ = ordinal + 1
        self.leaf = leaf_hash(bytes(bits) + b"".join(parts))

    def csv(self, dataset):
        cells = [str(self.segment), str(self.index)]
        for (_, type_), value in zip(DATASETS[dataset], self.values):
            cells.append("" if value is None else _cell(type_, value))
        return (",".join(cells) + "\r\n").encode("utf-8")


def _cell(type_, value):
    text = str(value)
    if type_ == S and text and text[0] in "=+-@\t\r":
        text = "'" + text
    if any(c in text for c in ',"\r\n'):
        text = '"' + text.replace('"', '""') + '"'
    return text


class Proofs:
    """A file of proofs, read beside the rows."""

    def __init__(self, container, name):
        self.name = name
        self.number = 0
        self._lines = container.lines(name, PROOF_LINE_BYTES_MAX)
        self.block = -1
        self.last = -1
        self.of_block = []
        if self._need() != PROOF_FORMAT:
            raise self.bad("is not " + PROOF_FORMAT)
        self.dataset = self._field("dataset")
        self.segment = self._number(self._field("segment"))
        self.leaves = self._number(self._field("leaves"))
        self.root = self._field("root")
        if (not is_hash(self.root) or self.leaves < 1
                or re.fullmatch(r"[a-z]{1,32}", self.dataset) is None):
            raise self.bad("is no head of proofs")
        self._step()

    def bad(self, what):
        return Changed("%s, line %d" % (self.name, self.number), what)

    def _line(self):
        for self.number, line in self._lines:
            return line.decode("latin-1")
        return None

    def _need(self):
        line = self._line()
        if line is None:
            raise self.bad("is missing")
        return line

    def _field(self, name):
        line = self._need()
        if not line.startswith(name + " "):
            raise self.bad('should be "%s"' % name)
        return line[len(name) + 1:]

    def _number(self, text):
        if re.fullmatch(r"0|[1-9][0-9]{0,17}", text, re.ASCII) is None:
            raise self.bad("has no number where one should be")
        return int(text)

    def _step(self):
        """Goes on to the next row; index is None at the end."""
        while True:
            line = self._line()
            if line is None:
                self.index, self.path = None, []
                return
            words = line.split(" ")
            if len(words) < 2 or len(words) > 66 or words[0] not in ("block", "row"):
                raise self.bad("is no line of a proof")
            number = self._number(words[1])
            try:
                path = [unbase64(word, 32) for word in words[2:]]
            except Bad:
                raise self.bad("has something else than a hash in base64")
            if words[0] == "row":
                if (number <= self.last or number >= self.leaves
                        or number // BLOCK_LEAVES != self.block):
                    raise self.bad("names a row out of its order or its block")
                self.last = self.index = number
                self.path = path + self.of_block
                return
            if number <= self.block or number * BLOCK_LEAVES >= self.leaves:
                raise self.bad("names a block out of its order")
            self.block, self.of_block = number, path

    def take(self, where, row):
        """The next proof must be this row's."""
        if self.index is None or self.index > row.index:
            raise Changed(where, "has no proof: it was added")
        if self.index < row.index:
            self.left_over()
        if not proves_inclusion(
                row.leaf, row.index, self.leaves, self.path, bytes.fromhex(self.root)):
            raise Changed(where, "does not lead to the root that was sealed: it or its proof "
                          "was changed")
        self._step()

    def skip(self):
        """Passes over the present row."""
        self._step()

    def left_over(self):
        """At the end nothing may be left."""
        if self.index is not None:
            raise self.bad("proves row %d, which is not in its place: it was removed" % self.index)


# ---------------------------------------------------------------- the export


class Export:
    """Checks one zip, in the order of docs/evidence-format.md."""

    def __init__(self, file, openssl, key=None, checkpoints=()):
        self.openssl = openssl
        self.trusted = key
        self.outside = checkpoints
        self.notes = []
        self.witnesses = []  # (seconds or text, what)
        self.zip = Container(file)

    def check(self):
        self.check_head()
        self.check_log()
        self.check_segments()
        self.check_rows()
        self.check_csv()
        self.check_sums()
        self.check_witnesses()

    # 2
    def check_head(self):
        where = "export.json"
        try:
            head = read_json(self.zip.bytes(where))
        except Bad as bad:
            raise Changed(where, str(bad))
        if not isinstance(head, dict):
            raise Changed(where, "is no object")
        format_ = head.get("format")
        if format_ != FORMAT:
            if isinstance(format_, str) and re.fullmatch(r"jaruek-export/[1-9][0-9]{0,8}", format_):
                raise Changed(where, "is too new: %s, this verifier reads %s" % (format_, FORMAT))
            raise Changed(where, "is not " + FORMAT)
        rows, segments, case = head.get("rows"), head.get("segments"), head.get("case")
        good = (isinstance(head.get("origin"), str) and isinstance(head.get("id"), str)
                and isinstance(case, dict) and isinstance(case.get("id"), str)
                and isinstance(rows, dict) and isinstance(segments, list)
                and all(is_long(count) and count >= 0 for count in rows.values())
                and set(rows) <= set(DATASETS)
                and all(is_long(id_) and id_ >= 0 for id_ in segments)
                and all(a < b for a, b in zip(segments, segments[1:])))
        if not good:
            raise Changed(where, "does not have what it must")
        self.head = head

    # 3 and 4
    def check_log(self):
        self.checkpoint = self._checkpoint("log/checkpoint")
        if self.checkpoint.origin != self.head["origin"]:
            raise Changed("log/checkpoint", "is of %s, the export of %s" % (
                shown(self.checkpoint.origin), shown(self.head["origin"])))
        where = "keys/store.pub"
        try:
            first = read_public_key(self.zip.bytes(where))
        except Bad as bad:
            raise Changed(where, str(bad))
        self.chain = KeyChain(first, self.openssl)
        self.segments, self.sealed_twice, last = {}, set(), None
        for where, index, text, entry, _ in self._entries():
            if last is None and (index != 0 or entry["type"] != "key"):
                raise Changed(where, "is not the first key's entry")
            try:
                self.chain.add(self.head["origin"], entry)
            except Bad as bad:
                raise Changed(where, str(bad))
            if last is None and self.chain.links[0][0] != fingerprint(first):
                raise Changed("keys/store.pub", "is not the key of the log's first entry")
            if entry["type"] == "segment":
                if entry["id"] in self.segments:
                    raise Changed(where, "seals segment %d a second time" % entry["id"])
                self.segments[entry["id"]] = (where, entry)
            last = (where, entry)
        if last is None:
            raise Changed("log/entries.ndjson", "is empty")
        signer = self.chain.signer()
        if signer is None or not self.checkpoint.note.signed_by(
                signer, self.checkpoint.origin, self.openssl):
            raise Changed("log/checkpoint", "was changed, or is not signed by the log's last key")
        for where, index, text, _, proof in self._entries():
            if not proves_inclusion(
                    leaf_hash(text), index, self.checkpoint.size, proof, self.checkpoint.root):
                raise Changed(where, "is not in the signed log: it was changed")
        if self.trusted is not None and not self.chain.holds(self.trusted):
            raise Changed("keys/store.pub", "is a foreign key: the one given has the fingerprint "
                          + fingerprint(self.trusted))
        self._check_export_entry(*last)

    def _check_export_entry(self, where, entry):
        fields = entry.get("fields", {})
        if (entry["type"] != "export" or fields.get("id") != self.head["id"]
                or fields.get("case") != self.head["case"]["id"]):
            raise Changed(where, "is not the entry of this export")
        if not self.zip.has("SHA256SUMS"):
            raise Changed("SHA256SUMS", "is missing")
        if fields.get("sha256") != self.zip.entries["SHA256SUMS"].sha256:
            raise Changed("SHA256SUMS", "was changed: it is not the file that the log's entry of "
                          "this export names")

    def _checkpoint(self, name):
        try:
            return Checkpoint(self.zip.bytes(name))
        except Bad as bad:
            raise Changed(name, str(bad))

    def _entries(self):
        last = -1
        for number, line in self.zip.lines("log/entries.ndjson"):
            where = "log/entries.ndjson, line %d" % number
            try:
                wrapped = read_json(line)
                good = (isinstance(wrapped, dict) and set(wrapped) == {"index", "entry", "proof"}
                        and is_long(wrapped["index"]) and isinstance(wrapped["entry"], str)
                        and isinstance(wrapped["proof"], list))
                if not good or wrapped["index"] <= last:
                    raise Bad("is no entry in its order")
                last = wrapped["index"]
                proof = [unbase64(hash_, 32) for hash_ in wrapped["proof"]]
            except Bad as bad:
                raise Changed(where, str(bad))
            where += " (entry %d)" % last
            try:
                text = wrapped["entry"].encode("utf-8")
                yield where, last, text, read_log_entry(wrapped["entry"]), proof
            except (Bad, UnicodeEncodeError) as bad:
                raise Changed(where, "is damaged: " + str(bad))

    # 5
    def check_segments(self):
        self.manifests = {}
        for id_ in self.head["segments"]:
            if id_ not in self.segments:
                raise Changed("export.json", "names segment %d, which log/entries.ndjson does not "
                              "have" % id_)
            where, entry = self.segments[id_]
            name = "segments/%010d/manifest.json" % id_
            if not self.zip.has(name):
                raise Changed(name, "is missing")
            sha256 = self.zip.entries[name].sha256
            if sha256 != entry["manifestSha256"]:
                raise Changed(name, "was changed: its SHA-256 is %s, logged is %s" % (
                    sha256, entry["manifestSha256"]))
            try:
                self.manifests[id_] = read_tables(self.zip.bytes(name), id_, entry)
            except Bad as bad:
                raise Changed(name, str(bad))
        wanted = {"segments/%010d/manifest.json" % id_ for id_ in self.manifests}
        for name in self.zip.entries:
            if name.startswith("segments/") and name not in wanted:
                raise Changed(name, "is of a segment that export.json does not name")

    # 6
    def check_rows(self):
        used = set()
        for dataset in DATASETS:
            self._check_dataset(dataset, used)
        for name in self.zip.entries:
            if name.startswith("proofs/") and name not in used:
                raise Changed(name, "proves rows that are not there: they were removed")
        proved = {decimal_in(name.replace("-", "/")) for name in used}
        for id_ in self.manifests:
            if id_ not in proved:
                raise Changed("export.json", "names segment %d, of which there are no rows" % id_)

    def _check_dataset(self, dataset, used):
        name = "rows/%s.ndjson" % dataset
        said = self.head["rows"].get(dataset, 0)
        for entry in (name, "rows/%s.csv" % dataset):
            if not said and self.zip.has(entry):
                raise Changed(entry, "has rows, but export.json says there are none")
            if said and not self.zip.has(entry):
                raise Changed(entry, "is missing")
        if not said:
            return
        proofs, count, last = None, 0, (-1, -1)
        for number, line in self.zip.lines(name):
            where = "%s, line %d" % (name, number)
            row = self._row(dataset, where, line)
            if (row.segment, row.index) <= last:
                raise Changed(where, "is out of order")
            if row.segment not in self.manifests:
                raise Changed(where, "is of segment %d, which export.json does not name"
                              % row.segment)
            if row.segment != last[0]:
                if proofs is not None:
                    proofs.left_over()
                proofs = self._open_proofs(dataset, row.segment, used)
            proofs.take("%s (segment %d, row %d)" % (where, row.segment, row.index), row)
            last = (row.segment, row.index)
            count += 1
        if proofs is not None:
            proofs.left_over()
        if count != said:
            raise Changed(name, "has %d rows, export.json says %d" % (count, said))

    @staticmethod
    def _row(dataset, where, line):
        try:
            return Row(dataset, line)
        except Bad as bad:
            raise Changed(where, str(bad))

    def _open_proofs(self, dataset, segment, used):
        name = "proofs/%s-%010d.proof" % (dataset, segment)
        if not self.zip.has(name):
            raise Changed(name, "is missing")
        used.add(name)
        proofs = Proofs(self.zip, name)
        table = self.manifests[segment].get(dataset)
        if (proofs.dataset, proofs.segment) != (dataset, segment) or table != (
                proofs.leaves, proofs.root):
            raise Changed(name, "is not of the rows that the manifest has")
        return proofs

    # 7
    def check_csv(self):
        for dataset in DATASETS:
            if self.head["rows"].get(dataset, 0):
                self._check_csv(dataset)

    def _check_csv(self, dataset):
        name = "rows/%s.csv" % dataset
        pieces = self.zip.pieces(name)
        have = bytearray()
        header = "\ufeffsegment,index," + ",".join(
            column for column, _ in DATASETS[dataset]) + "\r\n"

        def expect(wanted, where):
            while len(have) < len(wanted):
                piece = next(pieces, None)
                if piece is None:
                    break
                have.extend(piece)
            if not have.startswith(wanted):
                raise Changed(where, "does not follow from rows/%s.ndjson" % dataset)
            del have[:len(wanted)]

        expect(header.encode("utf-8"), name + ", head")
        rows = "rows/%s.ndjson" % dataset
        for number, line in self.zip.lines(rows):
            row = self._row(dataset, "%s, line %d" % (rows, number), line)
            expect(row.csv(dataset), "%s, row %d" % (name, number))
        if have or next(pieces, None) is not None:
            raise Changed(name, "goes on behind its last row")

    # 8
    def check_sums(self):
        wanted = {name for name in self.zip.entries
                  if name != "SHA256SUMS" and not name.startswith(("log/", "keys/"))}
        last = ""
        for number, line in self.zip.lines("SHA256SUMS"):
            where = "SHA256SUMS, line %d" % number
            found = re.fullmatch(rb"([0-9a-f]{64})  ([\x21-\x7e]+)", line)
            if found is None:
                raise Changed(where, "is no line of sums")
            sha256, name = (part.decode("ascii") for part in found.groups())
            if name <= last:
                raise Changed(where, "is out of order")
            last = name
            if name not in wanted:
                raise Changed(name, "is missing, or has no place in SHA256SUMS")
            actual = self.zip.entries[name].sha256
            if actual != sha256:
                raise Changed(name, "was changed: its SHA-256 is %s, SHA256SUMS has %s" % (
                    actual, sha256))
            wanted.remove(name)
        if wanted:
            raise Changed(min(wanted), "was added: SHA256SUMS does not have it")

    # 9
    def check_witnesses(self):
        roots = self._consistency()
        cosigners = self._cosigners()
        authority = self.zip.entries.get("keys/timestamp-ca.pem")
        if authority is not None:
            self.notes.append(
                "keys/timestamp-ca.pem: comes with the file, so time stamps show the time only if "
                "these are the authority's certificates: SHA-256 " + authority.sha256)
        self._cosigned("log/checkpoint", self.checkpoint, cosigners)
        self._note_unchecked(cosigners)
        names = sorted(name for name in self.zip.entries
                       if name.startswith(("log/witnesses/", "log/timestamps/")))
        if len(names) > WITNESSES_MAX:
            raise Changed("container", "has more than %d witnesses" % WITNESSES_MAX)
        for name in names:
            if name.endswith(".tsr"):
                if not self.zip.has(name[:-3] + "note"):
                    raise Changed(name, "stamps a note that is missing")
                continue
            older = self._older(name, roots)
            if name.startswith("log/witnesses/"):
                who = name[name.index("-") + 1:-5]
                if who not in cosigners:
                    raise Changed(name, "is cosigned by %s, whose key is missing" % who)
                if who not in self._cosigned(name, older, cosigners):
                    raise Changed(name, "is not cosigned by " + who)
            else:
                self._stamped(name)
        for path, data in self.outside:
            self._hold_against(path, data, roots)

    def _consistency(self):
        name = "log/consistency.ndjson"
        roots = {self.checkpoint.size: self.checkpoint.root}
        if not self.zip.has(name):
            return roots
        last = 0
        for number, line in self.zip.lines(name):
            where = "%s, line %d" % (name, number)
            try:
                said = read_json(line)
                if not (isinstance(said, dict) and set(said) == {"size", "root", "proof"}
                        and is_long(said["size"]) and said["size"] > last
                        and isinstance(said["proof"], list)):
                    raise Bad("is no proof in its order")
                root = unbase64(said["root"], 32)
                proof = [unbase64(hash_, 32) for hash_ in said["proof"]]
            except Bad as bad:
                raise Changed(where, str(bad))
            last = said["size"]
            if not proves_consistency(
                    last, root, self.checkpoint.size, self.checkpoint.root, proof):
                raise Changed(where, "does not show that %d entries are the log's beginning" % last)
            roots[last] = root
        return roots

    def _cosigners(self):
        keys = {}
        for name in sorted(self.zip.entries):
            if name.startswith("keys/witnesses/"):
                if len(keys) == COSIGNERS_MAX:
                    raise Changed("container", "has more than %d keys of witnesses" % COSIGNERS_MAX)
                try:
                    keys[name[15:-4]] = read_public_key(self.zip.bytes(name))
                except Bad as bad:
                    raise Changed(name, str(bad))
                self.notes.append(
                    "%s: comes with the file, so it shows who cosigned only if %s published this "
                    "key: %s" % (name, name[15:-4], fingerprint(keys[name[15:-4]])))
        return keys

    def _note_unchecked(self, cosigners):
        """Signatures on the newest checkpoint which nothing in the file can check."""
        note = self.checkpoint.note
        for whose in sorted({name for name, _, _ in note.signatures} - {self.checkpoint.origin}):
            if all(note.cosigned_by(key, None, self.openssl, whose) is None
                   for key in cosigners.values()):
                self.notes.append("log/checkpoint: has a signature of %s that was not checked: its "
                                  "key is not in the file" % shown(whose))

    def _cosigned(self, where, checkpoint, cosigners):
        found = []
        for who in cosigners:
            try:
                at = checkpoint.note.cosigned_by(cosigners[who], who, self.openssl)
            except Bad as bad:
                raise Changed(where, str(bad))
            if at is not None:
                found.append(who)
                self.witnesses.append((at, who, checkpoint.size))
        return found

    def _older(self, name, roots):
        older = self._checkpoint(name)
        size = decimal_in(name)
        if older.origin != self.checkpoint.origin:
            raise Changed(name, "is a checkpoint of another store: " + shown(older.origin))
        if older.size != size or size not in roots or roots[size] != older.root:
            raise Changed(name, "is not a beginning of this log")
        if not any(older.note.signed_by(key, older.origin, self.openssl)
                   for key in self.chain.keys()):
            raise Changed(name, "is not signed by a key of this log")
        return older

    def _stamped(self, name):
        token, authority = name[:-4] + "tsr", "keys/timestamp-ca.pem"
        if not self.zip.has(token):
            raise Changed(token, "is missing")
        if not self.zip.has(authority):
            raise Changed(authority, "is missing")
        try:
            at = self.openssl.token(
                self.zip.bytes(name), self.zip.bytes(token), self.zip.bytes(authority))
        except Bad as bad:
            raise Changed(token, str(bad))
        self.witnesses.append((at, "time stamp", decimal_in(name)))

    def _hold_against(self, path, data, roots):
        where = "--checkpoint " + path
        outside = hold_against(where, data, self.checkpoint.origin, self.chain.keys(), self.openssl)
        if outside.size in roots:
            if roots[outside.size] != outside.root:
                raise Changed(where, rewritten(outside.size))
        elif outside.size > self.checkpoint.size:
            self.notes.append(where + ": is newer than the export and could not be compared")
        else:
            self.notes.append(where + ": could not be compared, the export has no proof for it")

    def facts(self):
        head = self.head
        lines = [
            "id: %s, case %s" % (head["id"], head["case"]["id"]),
            "askedBy: %s, checkedBy: %s" % (head.get("askedBy"), head.get("checkedBy")),
            "rows: " + ", ".join("%s %d" % pair for pair in head["rows"].items()),
            "log: %s, %d entries" % (head["origin"], self.checkpoint.size),
            "key: " + self.chain.links[0][0]]
        if self.witnesses:
            at, who, size = max(self.witnesses)
            lines.append("witness: %s, %s, %d entries" % (who, utc(at), size))
        return [shown_text(line) for line in lines]


def read_tables(data, id_, entry):
    """{dataset: (rows, root)} of a manifest that agrees with its log entry, or Bad."""
    manifest = read_json(data)
    tables = manifest.get("datasets") if isinstance(manifest, dict) else None
    if not isinstance(tables, dict) or manifest.get("id") != id_:
        raise Bad("is not the manifest of segment %d" % id_)
    found = {}
    for dataset, table in tables.items():
        good = (isinstance(table, dict) and is_long(table.get("rows")) and table["rows"] > 0
                and is_hash(table.get("merkleRoot")))
        if not good:
            raise Bad("is damaged: dataset " + shown(dataset))
        found[dataset] = (table["rows"], table["merkleRoot"])
    if {dataset: root for dataset, (_, root) in found.items()} != entry["roots"]:
        raise Bad("has other roots than the log")
    return found


def hold_against(where, data, origin, keys, openssl):
    """A checkpoint from outside: of this log, signed by one of its keys."""
    try:
        outside = Checkpoint(data)
    except Bad as bad:
        raise Changed(where, str(bad))
    if outside.origin != origin:
        raise Changed(where, "is a checkpoint of another store: " + shown(outside.origin))
    if not any(outside.note.signed_by(key, origin, openssl) for key in keys):
        raise Changed(where, "is not signed by a key of this log")
    return outside


def rewritten(size):
    return "has another root over the first %d entries: the log was rewritten" % size


def decimal_in(name):
    return int(re.match(r"[0-9]+", name[name.rindex("/") + 1:]).group(0))


def utc(seconds):
    try:
        at = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return str(seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_text(text):
    return "".join(c if c >= " " and c.isprintable() else "\\u%04x" % ord(c) for c in text)


# ---------------------------------------------------------------- the store


ENTRIES, CHECKPOINT = "log/entries", "log/checkpoint"
DAY_MILLIS = 86_400_000
DAYS_MIN = 90


class Store:
    """Checks a data directory as docs/store-format.md has it: everything but the rows' own hashes,
    which stand behind the SHA-256 of their files. Findings are collected."""

    def __init__(self, root, openssl, key, checkpoints):
        self.root = root
        self.openssl = openssl
        self.key = key
        self.outside = checkpoints
        self.findings = []  # (is a fault, where, what)
        self.checkpoint = None
        self.segments = []  # (index, entry)
        self.events = []
        self.sealed_at = {}
        self.size = 0
        self.files = self.bytes = self.frames = 0
        self.expected = {}
        self.sealed_to = 0

    def fault(self, where, what):
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append((True, where, what))

    def note(self, where, what):
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append((False, where, what))

    def faults(self):
        return ["%s: %s" % (where, what) for bad, where, what in self.findings if bad]

    def notes(self):
        return ["%s: %s" % (where, what) for bad, where, what in self.findings if not bad]

    def path(self, *names):
        return os.path.join(self.root, *names)

    def plain(self, name):
        try:
            return stat.S_ISREG(os.lstat(self.path(name)).st_mode)
        except OSError:
            return False

    def small(self, name, limit):
        """A file of limited length, or Bad."""
        if not self.plain(name):
            raise Bad("is missing or is no plain file")
        with open(self.path(name), "rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise Bad("is too long")
        return data

    def check(self):
        folders = self.list_folders()
        older = self.read_witnesses()
        self.read_log({checkpoint.size for _, checkpoint in older})
        self.check_segments(folders)
        self.judge_root()
        self.judge_witnesses(older)
        self.expect_head()
        self.check_journal()

    # folders

    def list_folders(self):
        self.folders = {}
        if os.path.lexists(self.path("segments")):
            self._descend("segments", 0)
        return self.folders

    def _descend(self, name, level):
        pattern = ("[0-9]{4}", "[0-9]{2}", "[0-9]{2}", "[0-9]{10,19}")[level]
        for file in sorted(os.listdir(self.path(name))):
            path = name + "/" + file
            if level == 0 and file.startswith(".partial-"):
                self.note(path, "was left behind by a sealing that was interrupted")
            elif (re.fullmatch(pattern, file, re.ASCII) is None
                    or not stat.S_ISDIR(os.lstat(self.path(path)).st_mode)):
                self.fault(path, "does not belong to the store")
            elif level < 3:
                self._descend(path, level + 1)
            elif int(file) > LONG_MAX:
                self.fault(path, "does not belong to the store")
            elif int(file) in self.folders:
                self.fault(path, "is there twice: %s has the same number" % self.folders[int(file)])
            else:
                self.folders[int(file)] = path

    # witnesses

    def read_witnesses(self):
        older = []
        for folder in ("witness/cosigned", "witness/timestamps"):
            path = self.path(folder)
            if os.path.isdir(path) and not os.path.islink(path):
                for file in sorted(os.listdir(path)):
                    if file.endswith(".note"):
                        name = folder + "/" + file
                        try:
                            older.append((name, Checkpoint(self.small(name, NOTE_BYTES_MAX))))
                        except Bad as bad:
                            self.fault(name, str(bad))
        for path, data in self.outside:
            where = "--checkpoint " + path
            try:
                older.append((where, Checkpoint(data)))
            except Bad as bad:
                self.fault(where, str(bad))
        return older

    def judge_witnesses(self, older):
        if self.checkpoint is None:
            return
        for where, one in older:
            if one.origin != self.checkpoint.origin:
                self.fault(where, "is a checkpoint of another store: " + shown(one.origin))
            elif not any(one.note.signed_by(key, one.origin, self.openssl)
                         for key in self.chain.keys()):
                self.fault(where, "is not signed by a key of this log")
            elif one.size > self.size:
                self.fault(where, "was signed over %d entries, the log has %d: it was cut"
                           % (one.size, self.size))
            elif self.roots.get(one.size) != one.root:
                self.fault(where, rewritten(one.size))
        kept = sum(where.startswith("witness/") for where, _ in older)
        if kept:
            self.note("witness", "%d older heads were held against the log; their cosignatures and "
                      "time stamps were not checked here, an export carries what that takes" % kept)

    # log

    def read_log(self, sizes):
        try:
            self.checkpoint = Checkpoint(self.small(CHECKPOINT, NOTE_BYTES_MAX))
        except Bad as bad:
            self.fault(CHECKPOINT, str(bad))
        self.chain = KeyChain(self.key, self.openssl)
        self.all_entries = True
        tree = Tree()
        self.actual = tree.root()
        self.roots = {0: tree.root()}
        signer, signed = self.key, self.checkpoint.size if self.checkpoint else -1
        if not self.plain(ENTRIES):
            self.fault(ENTRIES, "is missing")
            self.all_entries = False
            return
        torn, self.retention, self.clock_known, self.unknown_seals = 0, 0, False, []
        with open(self.path(ENTRIES), "rb") as file:
            while True:
                line = file.readline(LOG_LINE_BYTES_MAX + 2)
                if not line:
                    break
                if not line.endswith(b"\n"):
                    torn = len(line)
                    if len(line) > LOG_LINE_BYTES_MAX and b"\n" in file.read():
                        self.all_entries = False
                        self.fault(ENTRIES, "is damaged: entry %d is too long" % self.size)
                        return
                    break
                tree.add(line[:-1])
                self._take(self.size, line[:-1])
                self.size += 1
                if self.size in sizes:
                    self.roots[self.size] = tree.root()
                if self.size == signed:
                    self.actual = tree.root()
                    signer = self.chain.signer() or self.key
        self._judge_signature(signer)
        self._judge_end(torn)

    def _take(self, index, line):
        where = "%s, entry %d" % (ENTRIES, index)
        try:
            entry = read_log_entry(line)
            if self.checkpoint is not None:
                self.chain.add(self.checkpoint.origin, entry)
        except Bad as bad:
            self.fault(where, "is damaged: " + str(bad))
            return
        if entry["type"] == "segment":
            self._follow(index, entry)
            return
        shown_at = number_in(entry, "retentionMillis")
        if shown_at >= 0:
            self.retention = max(self.retention, shown_at)
            for id_ in self.unknown_seals:  # the next value counts
                self.sealed_at[id_] = self.retention
            self.unknown_seals = []
        if entry["type"] in ("expire", "hold", "held", "release"):
            self.events.append((index, entry))
        elif entry["type"] == "clock":
            self.clock_known = shown_at >= 0

    def _follow(self, index, entry):
        where = segment_where(index, entry)
        id_, from_ = entry["id"], 0
        if self.segments:
            last = self.segments[-1][1]
            id_, from_ = last["id"] + 1, last["journalTo"]
        self.segments.append((index, entry))
        if self.clock_known:
            self.sealed_at[entry["id"]] = self.retention
        else:
            self.unknown_seals.append(entry["id"])
        self.clock_known = False
        if entry["id"] != id_:
            self.fault(where, "segment %d was expected: the order is broken" % id_)
        if entry["journalFrom"] != from_:
            self.fault(where, "begins at journal position %d, the one before it ends at %d"
                       % (entry["journalFrom"], from_))

    def _judge_signature(self, signer):
        if self.checkpoint is None:
            return
        good = (signer is not None and (self.key is None or self.chain.holds(self.key))
                and self.checkpoint.note.signed_by(signer, self.checkpoint.origin, self.openssl))
        if not good:
            self.fault(CHECKPOINT, "was changed, or was not signed by the log's key")
            self.checkpoint = None

    def _judge_end(self, torn):
        if torn:
            self.note(ENTRIES, "%d bytes behind the last entry: a write that was cut off" % torn)
        if self.checkpoint is None:
            return
        unsigned = self.size - self.checkpoint.size
        if unsigned < 0:
            self.fault(ENTRIES, "has %d entries, but %d are signed"
                       % (self.size, self.checkpoint.size))
            self.all_entries = False
        elif unsigned == 1:
            self.note(ENTRIES, "the last entry is not signed yet: its checkpoint was not written")
        elif unsigned > 1:
            self.fault(ENTRIES, "the last %d entries are not signed" % unsigned)

    def root_is_right(self):
        return (self.checkpoint is not None and self.all_entries
                and self.checkpoint.root == self.actual)

    def judge_root(self):
        if self.checkpoint is None or not self.all_entries or self.root_is_right():
            return
        self.fault(ENTRIES, "the root over the first %d entries is not the one that is signed: "
                   "an entry was changed" % self.checkpoint.size)

    # segments

    def check_segments(self, folders):
        receipts = {}
        for index, entry in self.events:
            if entry["type"] == "expire":
                receipts.setdefault(number_in(entry, "segment"), []).append((index, entry))
        for index, entry in self.segments:
            self.sealed_to = max(self.sealed_to, entry["journalTo"])
            folder = folders.pop(entry["id"], None)
            expired = receipts.get(entry["id"], [])
            if folder is None and not expired:
                self.fault(segment_where(index, entry), "the segment's folder is missing")
                continue
            manifest = None
            if folder is not None:
                manifest = self.check_segment(index, entry, folder, expired)
            if manifest is not None:
                self.expect(manifest["to"], manifest["chainHead"], "segment %d" % entry["id"])
            if expired:
                self.check_expired(index, entry, folder, manifest, expired)
        known = {entry["id"] for _, entry in self.segments}
        for id_ in receipts:
            if id_ not in known:
                self.fault(receipt_where(*receipts[id_][0]),
                           "is of a segment that is not in the log")
        next_ = self.segments[-1][1]["id"] + 1 if self.segments else 0
        for id_ in sorted(folders):
            if id_ == next_:
                self.note(folders[id_],
                          "is not in the log: its sealing was interrupted, or goes on")
            else:
                self.fault(folders[id_], "is not in the log: it was added")

    def check_segment(self, index, entry, folder, expired):
        name = folder + "/manifest.json"
        try:
            data = self.small(name, 64 * MIB)
            sha256 = hashlib.sha256(data).hexdigest()
            if sha256 != entry["manifestSha256"]:
                where = name if self.root_is_right() else segment_where(index, entry)
                self.fault(where, "SHA-256 %s is logged, the manifest has %s"
                           % (entry["manifestSha256"], sha256))
                return None
            manifest = self._manifest(data)
        except Bad as bad:
            self.fault(name, str(bad))
            return None
        roots = {word: table["merkleRoot"] for word, table in manifest["datasets"].items()}
        same = (manifest["id"] == entry["id"] and manifest["from"] == entry["journalFrom"]
                and manifest["to"] == entry["journalTo"] and roots == entry["roots"])
        if not same:
            self.fault(segment_where(index, entry), "says something else than " + folder)
        day = datetime.datetime(1970, 1, 1) + datetime.timedelta(
            milliseconds=manifest["createdAtMillis"])
        place = day.strftime("segments/%Y/%m/%d/") + "%010d" % manifest["id"]
        if place != folder:
            self.fault(folder, "stands where it should not: %s is its place" % place)
            return None
        if not same:
            return None
        if not expired:
            self.check_files(manifest, folder)
        return manifest

    @staticmethod
    def _manifest(data):
        manifest = read_json(data, dict)
        if not isinstance(manifest, dict):
            raise Bad("is damaged")
        format_ = manifest.get("format")
        if format_ not in ("jaruek-segment/1", "jaruek-segment/2"):
            if isinstance(format_, str) and re.fullmatch(r"jaruek-segment/[1-9][0-9]*", format_):
                raise Bad("is too new: " + format_)
            raise Bad("is damaged: its format")
        tables = manifest.get("datasets")
        good = (all(is_long(manifest.get(name)) for name in ("id", "from", "to", "createdAtMillis"))
                and isinstance(manifest.get("chainHead"), str) and isinstance(tables, dict)
                and is_file(manifest.get("decoderState"))
                and all(is_file(table) and is_long(table.get("rows"))
                        and isinstance(table.get("merkleRoot"), str)
                        and all(table.get(part) is None or is_file(table[part])
                                for part in ("tree", "filter"))
                        for table in tables.values()))
        if not good:
            raise Bad("is damaged")
        return manifest

    def check_files(self, manifest, folder):
        state = manifest["decoderState"]
        known = {"manifest.json", state["file"]}
        self.check_file(folder, state)
        for table in (manifest["datasets"][word] for word in sorted(manifest["datasets"])):
            known.add(table["file"])
            if table.get("filter"):
                known.add(table["filter"]["file"])
                self.check_file(folder, table["filter"])
            if table.get("tree"):
                known.add(table["tree"]["file"])
                if self.check_file(folder, table["tree"]):
                    self._check_tree(folder, table)
            self.check_file(folder, table)
        self._nothing_else(folder, known)

    def _check_tree(self, folder, table):
        name = folder + "/" + table["tree"]["file"]
        if table["tree"]["bytes"] != (table["rows"] + 1023) // 1024 * 32:
            self.fault(name, "has %d bytes, which are not the roots of its rows"
                       % table["tree"]["bytes"])
            return
        tree = Tree()
        with open(self.path(name), "rb") as file:
            for hash_ in iter(lambda: file.read(32), b""):
                tree.add_hash(hash_)
        if hex_of(tree.root()) != table["merkleRoot"]:
            self.fault(name, "the root over its blocks is %s, sealed was %s"
                       % (hex_of(tree.root()), table["merkleRoot"]))

    def _nothing_else(self, folder, known):
        for file in sorted(os.listdir(self.path(folder))):
            if file not in known:
                self.fault(folder + "/" + file, "is not in the segment's manifest")

    def check_file(self, folder, said):
        file = said["file"]
        if not file or "/" in file or "\0" in file or file in (".", ".."):
            self.fault(folder + ("/kept.json" if "/kept-" in folder else "/manifest.json"),
                       'points outside its folder: "%s"' % shown(file))
            return False
        name = folder + "/" + file
        if not self.plain(name):
            self.fault(name, "is missing or is no plain file")
            return False
        size = os.path.getsize(self.path(name))
        if size != said["bytes"]:
            self.fault(name, "has %d bytes, %d were sealed" % (size, said["bytes"]))
            return False
        sha256 = hashlib.sha256()
        with open(self.path(name), "rb") as data:
            for piece in iter(lambda: data.read(1 << 20), b""):
                sha256.update(piece)
        self.files += 1
        self.bytes += size
        if sha256.hexdigest() != said["sha256"]:
            self.fault(name, "was changed: its SHA-256 is %s, sealed was %s"
                       % (sha256.hexdigest(), said["sha256"]))
            return False
        return True

    # expiry

    def check_expired(self, index, entry, folder, manifest, receipts):
        for receipt in receipts:
            self._check_receipt(index, entry, *receipt)
        last_index, last = receipts[-1]
        where = receipt_where(last_index, last)
        sha256 = last["fields"].get("keptSha256", "")
        held = self._held_at(entry, last_index, last)
        if not sha256:
            if held:
                self.fault(where, "kept nothing, but hold %s held rows of it"
                           % held[0][1]["fields"].get("hold", ""))
            elif folder is not None:
                self._leftovers(folder, "")
            return
        if folder is None:
            self.fault(segment_where(index, entry), "the folder with the kept rows is missing")
            return
        if manifest is None:
            return
        kept = max((int(file[5:]) for file in os.listdir(self.path(folder))
                    if re.fullmatch(r"kept-[1-9][0-9]{0,8}", file)), default=0)
        if not kept:
            self.fault(folder, "the kept rows are missing")
            return
        self._check_kept("%s/kept-%d" % (folder, kept), sha256, entry, manifest, held)
        self._leftovers(folder, "kept-%d" % kept)

    def _check_receipt(self, index, entry, at_index, receipt):
        where = receipt_where(at_index, receipt)
        days, at = number_in(receipt, "days"), number_in(receipt, "retentionMillis")
        sealed = self.sealed_at.get(entry["id"], -1)
        if at_index < index:
            self.fault(where, "comes before its segment")
        elif receipt["fields"].get("manifestSha256") != entry["manifestSha256"]:
            self.fault(where, "is of another manifest than the segment's")
        elif days < DAYS_MIN:
            self.fault(where, "is after %d days, at least %d" % (days, DAYS_MIN))
        elif sealed >= 0 and at < sealed + days * DAY_MILLIS:
            self.fault(where, "is early: the retention clock was at %d, the segment was sealed at "
                       "%d and stays %d days" % (at, sealed, days))
        elif sealed < 0 and receipt["atMillis"] < entry["atMillis"] + days * DAY_MILLIS:
            self.fault(where, "is early: %d days have not gone by" % days)

    def _held_at(self, entry, receipt_index, receipt):
        over, ends, held = set(), {}, []
        for index, event in self.events:
            if index >= receipt_index:
                break
            id_ = event["fields"].get("id", "")
            if event["type"] == "hold":
                ends[id_] = max(ends.get(id_, -1), number_in(event, "endMillis"))
            elif event["type"] == "release":
                over.add(id_)
            elif event["type"] == "held" and number_in(event, "segment") == entry["id"]:
                held.append((index, event))
        now = receipt["atMillis"]
        return [(index, event) for index, event in held
                if event["fields"].get("hold", "") not in over
                and now < ends.get(event["fields"].get("hold", ""), LONG_MAX)]

    def _check_kept(self, folder, sha256, entry, manifest, held):
        name = folder + "/kept.json"
        try:
            data = self.small(name, 64 * MIB)
            actual = hashlib.sha256(data).hexdigest()
            if actual != sha256:
                raise Bad("was changed: its SHA-256 is %s, the receipt has %s" % (actual, sha256))
            kept = read_json(data, dict)
            if (not isinstance(kept, dict) or kept.get("format") != "jaruek-kept/1"
                    or kept.get("segment") != entry["id"]
                    or not isinstance(kept.get("datasets"), dict)):
                raise Bad("is not jaruek-kept/1 of this segment")
            known, covered = {"kept.json"}, set()
            for dataset in sorted(kept["datasets"]):
                table = kept["datasets"][dataset]
                if not (is_file(table) and is_file(table.get("proof"))):
                    raise Bad("is damaged: " + shown(dataset))
                known |= {table["file"], table["proof"]["file"]}
                holds = table.get("holds")
                if not (isinstance(holds, list) and all(
                        isinstance(hold, dict) and isinstance(hold.get("hold"), str)
                        and isinstance(hold.get("ranges"), str) for hold in holds)):
                    raise Bad("is damaged: " + shown(dataset))
                for hold in holds:
                    covered.add((hold["hold"], dataset, digest(ranges(hold["ranges"]))))
                self._check_kept_table(folder, dataset, table, manifest)
        except Bad as bad:
            self.fault(name, str(bad))
            return
        for index, event in held:
            hold = event["fields"].get("hold", "")
            for field, value in sorted(event["fields"].items()):
                if re.fullmatch(r"[0-9]+:[0-9a-f]{64}", value) and (
                        hold, field, value) not in covered:
                    self.fault(name, "does not keep what hold %s held of %s (log entry %d)"
                               % (hold, field, index))
        self._nothing_else(folder, known)

    def _check_kept_table(self, folder, dataset, table, manifest):
        if not (self.check_file(folder, table) and self.check_file(folder, table["proof"])):
            return
        name = folder + "/" + table["proof"]["file"]
        sealed = manifest["datasets"].get(dataset)
        try:
            proofs = Proofs(FileLines(self.path(name)), name)
            if sealed is None or (proofs.dataset, proofs.segment, proofs.leaves, proofs.root) != (
                    dataset, manifest["id"], sealed["rows"], sealed["merkleRoot"]):
                raise Changed(name, "is not of the rows that the manifest has")
            proved = set()
            while proofs.index is not None:
                proved.add(proofs.index)
                proofs.skip()
        except Changed as changed:
            self.fault(name, changed.what)
            return
        if len(proved) != table.get("rows"):
            self.fault(name, "proves %d rows, kept were %s" % (len(proved), table.get("rows")))
            return
        for hold in table["holds"]:
            missing = ranges(hold["ranges"]) - proved
            if missing:
                self.fault(name, "does not prove row %d, which %s held"
                           % (min(missing), shown(hold["hold"])))
                return

    def _leftovers(self, folder, kept):
        for file in sorted(os.listdir(self.path(folder))):
            if file not in (kept, "manifest.json"):
                self.note(folder + "/" + file, "is left of a segment that expired")

    # journal

    def expect(self, position, hex_, whose):
        other = self.expected.setdefault(position, (hex_, whose))
        if other[0] != hex_:
            self.fault(whose, "has another chain head at journal position %d than %s"
                       % (position, other[1]))

    def expect_head(self):
        if self.checkpoint is None:
            return
        try:
            head = self.checkpoint.journal()
            if head is not None:
                self.expect(head[0], head[1], "the signed checkpoint")
        except Bad as bad:
            self.fault(CHECKPOINT, str(bad))

    def check_journal(self):
        folder = self.path("journal")
        names = sorted(name for name in (os.listdir(folder) if os.path.isdir(folder) else [])
                       if name.endswith(".cq4") and self.plain("journal/" + name))
        if not names:
            self.note("journal", "is not there and was left out")
            return
        self.position, self.hash = -1, b""
        for name in names:
            try:
                self._read_journal(os.path.join(folder, name))
            except Bad as bad:
                where = "journal/%s, position %d" % (name, max(self.position, 0))
                last = max(self.expected, default=-1)
                if name == names[-1] and 0 <= self.position >= last:
                    self.note(where, "%s; nothing behind it was signed" % bad)
                    break
                self.fault(where, str(bad))
                return
        end = max(self.position, 0)
        behind = [position for position in self.expected if position > end]
        if behind:
            self.fault("journal, position %d" % end, "the journal ends here, but %s has its head "
                       "at %d: its end was cut off" % (self.expected[min(behind)][1], min(behind)))

    def _read_journal(self, path):
        with open(path, "rb") as file:
            length, at = os.fstat(file.fileno()).st_size, 0
            while at + 4 <= length:
                file.seek(at)
                header = struct.unpack("<I", file.read(4))[0]
                if header == 0 or header & 0x80000000:
                    return
                bytes_ = header & 0x3FFFFFFF
                at += 4
                if bytes_ > length - at:
                    raise Bad("has an excerpt that is longer than its file")
                if not header & 0x40000000:
                    if bytes_ > (8 << 20) + 8:
                        raise Bad("has an excerpt of %d bytes" % bytes_)
                    self._excerpt(file.read(bytes_))
                at = (at + bytes_ + 3) & ~3

    def _excerpt(self, data):
        if len(data) < 84:
            raise Bad("has an excerpt that is too short")
        format_, sequence, count, length = struct.unpack_from(">IqII", data)
        if format_ != 0x4A524B01:
            raise Bad("has an excerpt of another format")
        if sequence < 0 or count < 1 or not 0 <= len(data) - 84 - length <= 7:
            raise Bad("has an excerpt whose head is damaged")
        before = data[20:52]
        if self.position < 0:
            self.position, self.hash = sequence, before
            if sequence > self.sealed_to:
                self.fault("journal, position %d" % self.sealed_to, "is missing: the journal begins"
                           " at %d, sealed is up to %d" % (sequence, self.sealed_to))
            self._head(sequence, before)
        elif sequence != self.position or before != self.hash:
            raise Bad("goes on at position %d with another chain: something is missing" % sequence)
        at, end, heads, hash_ = 52, 52 + length, [], before
        for _ in range(count):
            if end - at < 32:
                raise Bad("has a frame that is cut")
            payload = struct.unpack_from(">I", data, at + 28)[0]
            if payload > end - at - 32:
                raise Bad("has a frame that is cut")
            hash_ = hashlib.sha256(hash_ + data[at:at + 32 + payload]).digest()
            heads.append(hash_)
            at += 32 + payload
        if at != end or hash_ != data[end:end + 32]:
            raise Bad("has frames that do not have the hash that stands behind them")
        for head in heads:
            self.position += 1
            self.frames += 1
            self._head(self.position, head)
        self.hash = hash_

    def _head(self, position, hash_):
        wanted = self.expected.get(position)
        if wanted is not None and wanted[0] != hex_of(hash_):
            self.fault("journal, position %d" % position, "the chain's head is %s, but %s has %s"
                       % (hex_of(hash_), wanted[1], wanted[0]))

    def facts(self):
        return [shown_text(line) for line in (
            "log: %s, %d entries" % (self.checkpoint.origin, self.size),
            "segments: %d, %d files, %d bytes" % (len(self.segments), self.files, self.bytes),
            "journal: %d frames" % self.frames,
            "key: " + (self.chain.links[0][0] if self.chain.links else fingerprint(self.key)))]


class FileLines:
    """A plain file's lines, as those of a container."""

    def __init__(self, path):
        self.path = path

    def lines(self, name, limit):
        number = 0
        with open(self.path, "rb") as file:
            for line in iter(lambda: file.readline(limit + 2), b""):
                number += 1
                where = "%s, line %d" % (name, number)
                if len(line) > limit + 1 or len(line) > limit and not line.endswith(b"\n"):
                    raise Changed(where, "is too long")
                if not line.endswith(b"\n"):
                    raise Changed(where, "ends without a line feed")
                yield number, line[:-1]


def is_file(said):
    return (isinstance(said, dict) and isinstance(said.get("file"), str)
            and is_long(said.get("bytes")) and isinstance(said.get("sha256"), str))


def number_in(entry, field):
    text = entry["fields"].get(field, "")
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else -1


def segment_where(index, entry):
    return "%s, entry %d (segment %d)" % (ENTRIES, index, entry["id"])


def receipt_where(index, entry):
    return "%s, entry %d (expiry of segment %s)" % (
        ENTRIES, index, entry["fields"].get("segment", "?"))


def ranges(text):
    """The rows of text such as 0-4,7."""
    rows = set()
    for part in text.split(",") if text else []:
        found = re.fullmatch(r"([0-9]{1,9})(-([0-9]{1,9}))?", part, re.ASCII)
        if found is None:
            return set()
        first = int(found.group(1))
        last = int(found.group(3) or first)
        if last < first or last >= 1 << 26:
            return set()
        rows.update(range(first, last + 1))
    return rows


def digest(rows):
    sha256 = hashlib.sha256()
    for row in sorted(rows):
        sha256.update(struct.pack(">Q", row))
    return "%d:%s" % (len(rows), sha256.hexdigest())


def check_store(parser, root, openssl, key, checkpoints, words):
    if not os.path.isdir(root):
        parser.error("%s is no folder" % root)
    if key is None:
        path = os.path.join(root, "keys", "log.pub")
        try:
            key = read_public_key(small_file(parser, path))
        except Bad as bad:
            parser.error("%s %s" % (path, bad))
    for _ in range(3):
        before = head_of(root)
        store = Store(root, openssl, key, checkpoints)
        store.check()
        if not store.faults() or head_of(root) == before:
            break  # what was being written meanwhile can look wrong: else once more
    faults = store.faults()
    if faults:
        print(words["changed"] % shown_text(faults[0]))
        for fault in faults[1:]:
            print("  " + shown_text(fault))
        return 1
    print(words["unchanged"])
    for line in store.facts():
        print("  " + line)
    for note in store.notes():
        print(words["note"] % shown_text(note))
    return 0


def head_of(root):
    try:
        with open(os.path.join(root, CHECKPOINT), "rb") as file:
            return file.read(NOTE_BYTES_MAX)
    except OSError:
        return b""


# ---------------------------------------------------------------- the command


WORDS = {
    "en": {
        "unchanged": "UNCHANGED: nothing was altered since it was sealed.",
        "changed": "CHANGED: %s",
        "uncheckable": "NOT CHECKED: %s",
        "note": "note: %s",
        "more": "and %d findings more",
        "compare": "Compare the key's fingerprint with the one that the office published.",
    },
    "th": {
        "unchanged": "ไม่ถูกแก้ไข: ข้อมูลตรงตามที่ผนึกไว้ทุกประการ",
        "changed": "ถูกแก้ไข: %s",
        "uncheckable": "ตรวจไม่ได้: %s",
        "note": "หมายเหตุ: %s",
        "more": "และพบอีก %d ข้อ",
        "compare": "โปรดเทียบลายนิ้วมือของกุญแจกับที่หน่วยงานประกาศไว้",
    },
}


def arguments():
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Checks a Jaruek export, or a store, without Jaruek.")
    parser.add_argument("file", nargs="?", metavar="FILE.zip")
    parser.add_argument("--store", metavar="DIR", help="check a data directory instead")
    parser.add_argument("--key", metavar="FILE", help="the public key that you trust, PEM")
    parser.add_argument("--checkpoint", metavar="FILE", action="append", default=[],
                        help="a checkpoint that you were given, to be held against it")
    parser.add_argument("--language", choices=sorted(WORDS), default="en")
    given = parser.parse_args()
    if (given.file is None) == (given.store is None):
        parser.error("say one: FILE.zip or --store DIR")
    return parser, given


def small_file(parser, path):
    try:
        with open(path, "rb") as file:
            data = file.read(NOTE_BYTES_MAX + 1)
    except OSError as fault:
        parser.error("%s cannot be read: %s" % (path, fault.strerror))
    return data


def main():
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser, given = arguments()
    words = WORDS[given.language]
    key = None
    if given.key is not None:
        try:
            key = read_public_key(small_file(parser, given.key))
        except Bad as bad:
            parser.error("%s %s" % (given.key, bad))
    checkpoints = [(path, small_file(parser, path)) for path in given.checkpoint]
    with tempfile.TemporaryDirectory(prefix="jaruek-verify-") as folder:
        openssl = OpenSsl(folder)
        try:
            if given.store is not None:
                return check_store(parser, given.store, openssl, key, checkpoints, words)
            return check_export(parser, given.file, openssl, key, checkpoints, words)
        except (Uncheckable, OSError) as fault:
            print(words["uncheckable"] % fault, file=sys.stderr)
            return 3


def check_export(parser, path, openssl, key, checkpoints, words):
    try:
        file = open(path, "rb")
    except OSError as fault:
        parser.error("%s cannot be read: %s" % (path, fault.strerror))
    with file:
        try:
            export = Export(file, openssl, key, checkpoints)
            export.check()
        except Changed as changed:
            print(words["changed"] % shown_text(str(changed)))
            return 1
    print(words["unchanged"])
    for line in export.facts():
        print("  " + line)
    for note in export.notes:
        print(words["note"] % shown_text(note))
    if key is None:
        print(words["compare"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
