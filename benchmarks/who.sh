#!/usr/bin/env bash
# who over 10 million flows of one hour: the daemon's answer against nfdump's scan of the same flows.
# usage: who.sh     about three minutes; leaves nothing behind
. "$(dirname "$0")/lib.sh"
need nfcapd nfdump
flows_wanted=${FLOWS:-10000000} rate=${RATE:-100000} questions=${QUESTIONS:-200}

say "$(machine)"
daemon
bench SessionLoad "$(port radius.accounting)" "$secret" 3700 >/dev/null
mkdir "$work/nfcapd"
peer_port=$(free_port)
nfcapd -w "$work/nfcapd" -p "$peer_port" -b 127.0.0.1 -t 3600 -z -B 33554432 >"$work/nfcapd.log" 2>&1 &
capture=$!
started+=("$capture")
sleep 0.5
port=$(port collector.netflow)
from=$(date -u -d '-1 hour' +%Y-%m-%dT%H:%M:%SZ)
say "sending $flows_wanted flows that span an hour to both, $rate/s ..."
eval "$(bench FlowLoad "$rate" $((flows_wanted / rate)) 3600 "$port" "$peer_port")"
to=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sleep 1
stop "$capture"
eval "$(bench StoreReport "$work/admin.sock" "$work/data")"
stored=0
for file in "$work"/nfcapd/nfcapd.*; do stored=$((stored + $(nfdump -I -r "$file" | awk '$1 == "Flows:" { print $2 }'))); done
say "sent $flows; sealed $sealed_rows in $segments segments; nfcapd stored $stored"
[ "$sealed_rows" -ge "$flows" ] && [ "$stored" -ge "$flows" ] || { say "flows were lost: use a lower RATE"; exit 1; }

# the same kind of question: a public address and port, TCP, within half a minute of a time
best=999999
nfdump -R "$work/nfcapd" -o null "any" >/dev/null 2>&1 || true # the page cache is warm for both
for ((i = 0; i < 7; i++)); do
  at=$(($(date -d "$from" +%s) + RANDOM % 3600))
  span=$(date -d "@$((at - 30))" +%Y/%m/%d.%H:%M:%S)-$(date -d "@$((at + 30))" +%Y/%m/%d.%H:%M:%S)
  begin=$(date +%s%N)
  nfdump -R "$work/nfcapd" -q -o csv -t "$span" "src xip 203.0.113.$((RANDOM % 4)) and src xport $((1024 + RANDOM)) and proto tcp" >"$work/found"
  millis=$((($(date +%s%N) - begin) / 1000000))
  say "nfdump: $millis ms, load $(cut -d ' ' -f 1 /proc/loadavg)"
  [ "$millis" -ge "$best" ] || best=$millis
done

id=$(jaruek case open --format json --letter B/1 --officer bench --basis bench --from "$from" --to "$to" | sed 's/.*"id":"\([^"]*\)".*/\1/')
eval "$(bench AdminLoad "$work/admin.sock" "$id" "$from" "$to" "$questions")"

echo
printf '%-40s %14s %14s %8s\n' "who, $sealed_rows sealed flows of an hour" "nfdump" "jaruek" "ratio"
printf '%-40s %14s %14s %8s\n' "one question, ms (best of 7; median)" "$best" "$median" "$(calc %.1f "$best / $median")"
printf '%-40s %14s %14s\n' "99th percentile, ms" "-" "$p99"
printf '%-40s %14s %14s\n' "with the person's name" "no" "$identified/$questions"
[ "$(calc %d "($median < 50 && $best >= 5 * $median)")" -eq 1 ]
