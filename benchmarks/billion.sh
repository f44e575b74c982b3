#!/usr/bin/env bash
# Ninety days of flows in 2,160 hourly segments, and what the daemon answers from them. A store once made can be kept and asked again.
# usage: billion.sh [FLOWS=100000000] [FOLDER]     FOLDER keeps the store (19 bytes a flow) for the next time
. "$(dirname "$0")/lib.sh"
flows=${1:-100000000} days=${DAYS:-90} questions=${QUESTIONS:-300}
folder=${2:-$work/history}
rare=198.51.100.77

say "$(machine)"
if [ ! -f "$folder/made" ]; then
  mkdir -p "$folder"
  nice -n 5 "$jdk" @"$root/config/jvm.options" -Xmx1g -cp "$JARUEK_CLASSES" jaruek.bench.HistoryStore "$folder/data" "$flows" "$days" >"$folder/making"
  mv "$folder/making" "$folder/made"
fi
eval "$(cat "$folder/made")"
say "$made_rows flows in $((days * 24)) segments, $made_bytes bytes a flow, made in $made_seconds s ($made_rate/s); $(du -sh "$folder/data" | cut -f 1) on disk"

ln -s "$(cd "$folder" && pwd)/data" "$work/data"
began=$(date +%s%N)
daemon
start=$((($(date +%s%N) - began) / 1000000))
id=$(jaruek case open --format json --letter B/1 --officer bench --basis bench --from "$from" --to "$to" | sed 's/.*"id":"\([^"]*\)".*/\1/')
eval "$(bench AdminLoad "$work/admin.sock" "$id" "$from" "$to" "$questions")"
who_median=$median who_p99=$p99
day=$(date -u -d "$from +$((days / 2)) days" +%Y-%m-%d)
ask() { eval "$(bench AdminTime "$work/admin.sock" "$@" case="$id")"; }
ask 7 traffic user=u1234 from="${day}T00:00:00Z" to="${day}T23:59:59Z" limit=100000
user_day=$best user_rows=$rows user_first=$first
ask 7 traffic destination=$rare from="$from" to="$to" limit=100000
rare_best=$best rare_rows=$rows rare_first=$first
rss=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$daemon/status")
say "load average $(cut -d ' ' -f 1 /proc/loadavg) after the questions"

# nfdump: what it scans a second, from ten million of the same flows; it has no index, so it scans what the span covers
scan=-
if command -v nfcapd >/dev/null && [ -z "${NO_PEER:-}" ]; then
  mkdir "$work/nfcapd"
  peer_port=$(free_port)
  nfcapd -w "$work/nfcapd" -p "$peer_port" -b 127.0.0.1 -t 3600 -z -B 33554432 >"$work/nfcapd.log" 2>&1 &
  capture=$!
  started+=("$capture")
  sleep 0.5
  bench FlowLoad 200000 50 3600 "$peer_port" >/dev/null
  sleep 1
  stop "$capture"
  stored=0 millis_best=999999
  for file in "$work"/nfcapd/nfcapd.*; do stored=$((stored + $(nfdump -I -r "$file" | awk '$1 == "Flows:" { print $2 }'))); done
  for ((i = 0; i < 5; i++)); do
    begin=$(date +%s%N)
    nfdump -R "$work/nfcapd" -q -o csv "dst ip $rare" >"$work/found"
    millis=$((($(date +%s%N) - begin) / 1000000))
    [ "$millis" -ge "$millis_best" ] || millis_best=$millis
  done
  scan=$(calc %.0f "$stored * 1000 / $millis_best")
  say "nfdump scans $stored flows in $millis_best ms: $scan a second"
fi
peer() { if [ "$scan" = - ]; then echo -; else calc %.0f "$1 * 1000 / $scan"; fi; }

echo
printf '%-52s %12s %12s %14s\n' "$made_rows flows, $days days" "jaruek, ms" "goal" "nfdump's scan"
printf '%-52s %12s %12s %14s\n' "start of the daemon" "$start" "-" "-"
printf '%-52s %12s %12s %14s\n' "who at a time, median of $questions" "$who_median" "30" "$(peer "$made_rows / $days / 24")"
printf '%-52s %12s %12s %14s\n' "who at a time, 99th percentile" "$who_p99" "150" "-"
printf '%-52s %12s %12s %14s\n' "a user's day, $user_rows rows (first: $user_first)" "$user_day" "1000" "$(peer "$made_rows / $days")"
printf '%-52s %12s %12s %14s\n' "who contacted X, $rare_rows rows of all (first: $rare_first)" "$rare_best" "2000" "$(peer "$made_rows")"
printf '%-52s %12s %12s\n' "memory at most, MiB" "$rss" "1024"
[ "$(calc %d "($who_median < 30 && $who_p99 < 150 && $user_day < 1000 && $rare_best < 2000 && $rss < 1024)")" -eq 1 ]
