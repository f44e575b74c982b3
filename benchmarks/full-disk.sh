#!/usr/bin/env bash
# A disk that fills up: lines over TCP before and after; sealing waits and says so, and goes on by itself once there is room; nothing is lost.
# usage (as root, for the loop device): full-disk.sh [LINES=80000]     a minute or two; leaves nothing behind
. "$(dirname "$0")/lib.sh"
need mkfs.ext4 mount python3
lines=${1:-80000}
seconds=120

truncate -s 300M "$work/disk.img"
mkfs.ext4 -q -m 0 "$work/disk.img"
mkdir "$work/disk"
mount -o loop "$work/disk.img" "$work/disk"
unmount() { umount -l "$work/disk"; }
finish_all() {
  local status=$?
  unmount
  (exit $status)
  finish
}
trap finish_all EXIT
mkdir "$work/disk/data"
ln -s "$work/disk/data" "$work/data"
collector_more='syslog-tcp: "127.0.0.1:0"' daemon

# send FROM: so many lines by one connection
send() {
  python3 - "$(port collector.syslog-tcp)" "$1" "$lines" <<'PY'
import socket, sys
port, first, lines = map(int, sys.argv[1:])
with socket.create_connection(("127.0.0.1", port)) as peer:
    for n in range(first, first + lines):
        peer.sendall(b"<134>1 2026-11-23T10:00:00Z gw1 app - - - line %d of a disk that fills up\n" % n)
PY
}

value() { jaruek status --format json | grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d : -f 2- | tr -d '"'; }
free() { df --output=avail -BM "$work/disk" | tail -n 1 | tr -d ' '; }
# until TEXT COMMAND: within $seconds
until_so() {
  local text=$1 i
  shift
  for ((i = 0; i < seconds; i++)); do
    "$@" && return
    sleep 1
  done
  say "not within $seconds s: $text"
  exit 1
}
all_rows() { [ "$(value messageRows)" = "$1" ]; }
waits() { [ -n "$(value sealingFault)" ]; }
# status says so, and the command says it at once
refused() { waits && ! jaruek seal >"$work/seal" 2>&1 && grep -q "nearly full" "$work/seal"; }
goes_on() { ! waits; }

send 0
until_so "the first lines are decoded" all_rows "$lines"
say "$lines lines before; $(free) free"
dd if=/dev/zero of="$work/disk/filler" bs=1M 2>/dev/null || true
say "the disk is full: $(free) free"
until_so "sealing waits and status says so" refused
say "status: sealing waits: $(value sealingFault | cut -c -80)"
send "$lines"
until_so "lines that come meanwhile are decoded" all_rows $((2 * lines))
say "$lines lines while it was full; $(free) free"
rm "$work/disk/filler"
until_so "sealing goes on by itself" goes_on
jaruek seal >/dev/null
stop "$daemon"
"$jdk" @"$root/config/jvm.options" -cp "$JARUEK_CLASSES" jaruek.appliance.Main verify --store --data "$work/data" | tee "$work/verified"
rows=$(sed -n 's/.* \([0-9]*\) rows.*/\1/p' "$work/verified")
say "$rows rows sealed, $((2 * lines)) of them lines at least; the log says: $(grep -c 'ERROR' "$work/daemon.log") errors"
[ "$rows" -ge $((2 * lines)) ]
