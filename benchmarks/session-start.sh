#!/usr/bin/env bash
# From the process's start to the first answer of RADIUS, with so many accounting events of the last day and 20,000 open sessions: with the snapshot of sessions (stopped in order, and killed) and without.
# usage: session-start.sh [SECONDS=40]     of accounting before; leaves nothing behind
. "$(dirname "$0")/lib.sh"
seconds=${1:-40}
authentication_port=$(free_port)

# begin NAME: starts the daemon and says when it answered
begin() {
  local asking begun
  bench FirstAnswer "$authentication_port" "$secret" 120 >"$work/first" &
  asking=$!
  started+=("$asking")
  sleep 2
  begun=$(date +%s%3N)
  daemon
  wait "$asking"
  eval "$(cat "$work/first")"
  say "$1: first answer after $((first_millis - begun)) ms; answered $answered of $asked asked since the port was bound; $(grep -o '[0-9]* sessions open, from .*' "$work/daemon.log" | tail -n 1); load $(cut -d ' ' -f 1 /proc/loadavg)"
  printf '%-28s %10d ms %8d of %d\n' "$1" $((first_millis - begun)) "$answered" "$asked" >>"$work/table"
}

say "$(machine)"
begin "empty"
bench AccountingLoad "$(port radius.accounting)" "$secret" 20000 "$seconds" 64 >&2
stop "$daemon"
begin "stopped in order"
kill -9 "$daemon"
gone "$daemon" 10
begin "killed"
stop "$daemon"
rm -f "$work/data/sessions.snapshot"
begin "without a snapshot"
stop "$daemon"
printf '%-28s %13s %s\n' "start" "first answer" "answered of those asked since bound"
cat "$work/table"
